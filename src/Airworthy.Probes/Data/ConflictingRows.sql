-- ConflictingRows: rows that are equal and have different labels, to be shown.
-- in:  labelled    relation with __label
--      $key        one value per row: equal rows have equal keys
--      $label      the label's quoted name
--      $columns    per entry $column
--      $most       how many sets of equal rows
-- out: the label, then the columns   (equal rows beneath each other)
-- NULL in the key is a value like any other; rows without a label make no conflict.
select
    __label as $label
    $columns{, $column}
from labelled
where $key in (
    select row_key
    from (
        select $key as row_key, count(distinct __label) as labels
        from labelled
        where __label is not null
        group by $key
    ) as keys
    where labels > 1
    order by row_key
    limit $most
)
order by ($key), __label;
