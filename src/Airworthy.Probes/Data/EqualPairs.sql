-- EqualPairs: pairs of one train row and one row of a held-out split that are equal.
-- in:  parted     relation with the truths __train and $held
--      $row       replaced by a number for the values of the compared columns, never NULL
-- out: pairs      (exactly one row)
-- NULL is a value like any other here: two NULLs are equal.
-- Only train rows that have an equal one are counted by value: of many rows most have none, and a count for each would not fit into memory.
select coalesce(sum(cast(in_train as double) * in_held), 0) as pairs
from (
    select $row as train_row, count(*) as in_train
    from parted
    where __train and $row in (select $row from parted where $held)
    group by $row
) as trained
inner join (
    select $row as held_row, count(*) as in_held
    from parted
    where $held
    group by $row
) as held on train_row = held_row;
