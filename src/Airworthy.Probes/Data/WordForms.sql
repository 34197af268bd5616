-- WordForms: words that are written in more than one way, in other case or with other blanks.
-- in:  $relation, $column   the column as text
--      $plain     the text v in lower case with single blanks
-- out: ways, rows, most, first_way, last_way   (one row per word with several ways, most rows in a rarer way first)
-- NULL is left out.
select count(*) as ways, sum(holding) as word_rows, max(holding) as most, min(v) as first_way, max(v) as last_way
from (
    select v, $plain as plain, holding
    from (
        select v, count(*) as holding
        from (select $column as v from $relation where $column is not null) as texts
        group by v
    ) as counted
) as told_apart
group by plain
having count(*) > 1
order by sum(holding) - max(holding) desc, min(v);
