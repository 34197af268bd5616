-- Contingency: what a table of two columns' values holds, for Cramer's V.
-- in:  data       relation
--      $a, $b     replaced by the columns
-- out: rows, values of a, values of b, phi_squared + 1   (exactly one row); rows that lack one of the two are left out
select
    sum(cell)                                       as all_rows,
    count(distinct a_value)                         as a_values,
    count(distinct b_value)                         as b_values,
    sum(cell * 1.0 * cell / (a_rows * 1.0 * b_rows)) as phi_squared_and_one
from (
    select cells.a_value, cells.b_value, cells.cell, by_a.a_rows, by_b.b_rows
    from (select $a as a_value, $b as b_value, count(*) as cell from data where $a is not null and $b is not null group by $a, $b) as cells
    join (select $a as a_value, count(*) as a_rows from data where $a is not null and $b is not null group by $a) as by_a on by_a.a_value = cells.a_value
    join (select $b as b_value, count(*) as b_rows from data where $a is not null and $b is not null group by $b) as by_b on by_b.b_value = cells.b_value
) as joined
