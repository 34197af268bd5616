-- EqualTexts: rows in which two columns say the same, case and blanks around it apart.
-- in:  data       relation
--      $a, $b     replaced by the columns
-- out: all_rows, equal, different   rows that have both, those in which they are equal, different values of a (exactly one row)
-- Rows that lack one of the two are left out.
select
    count(*)                                                                as all_rows,
    sum(case when a_text = b_text then 1 else 0 end)                        as equal,
    count(distinct a_text)                                                  as different
from (
    select lower(trim(cast($a as varchar))) as a_text, lower(trim(cast($b as varchar))) as b_text
    from data
    where $a is not null and $b is not null
) as texts;
