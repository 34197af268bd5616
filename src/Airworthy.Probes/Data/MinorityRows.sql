-- MinorityRows: rows that carry another label than most of their equals.
-- in:  $relation   one row per example, with __label
--      $key        one value per row: equal rows have equal keys
-- out: minority   (exactly one row)
-- NULL in the key is a value like any other; rows without a label are left out.
select sum(together - most) as minority
from (
    select row_key, sum(holding) as together, max(holding) as most
    from (
        select $key as row_key, __label, count(*) as holding
        from $relation
        where __label is not null
        group by $key, __label
    ) as by_label
    group by row_key
) as by_key;
