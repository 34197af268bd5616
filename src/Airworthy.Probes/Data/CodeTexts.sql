-- CodeTexts: whether the texts of a column look like codes.
-- in:  data      relation
--      $column   the quoted column
-- out: there, different, with_blanks, letters   rows with a text, different ones, those of more than one word, their mean length (exactly one row)
-- NULL is left out.
select
    count($column)                                    as there,
    count(distinct $column)                           as different,
    count(case when $column like '% %' then 1 end)    as with_blanks,
    avg(length($column))                              as letters
from data;
