-- SharedKeys: keys of a held-out split that also occur in train.
-- in:  parted    relation with the truths __train and $held
--      $key      the key: a column, or one value per row, equal for equal rows
--      $most     how many
-- out: shared   (at most $most rows, in the order of the keys)
-- NULL is nobody: it is never shared.
select $key as shared
from parted
where (__train or $held) and $key is not null
group by $key
having count(case when __train then 1 end) > 0 and count(case when $held then 1 end) > 0
order by $key
limit $most;
