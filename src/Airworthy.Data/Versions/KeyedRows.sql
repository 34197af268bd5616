-- KeyedRows: rows whose key has one of some digests.
-- in:  $relation   replaced by the relation
--      $digest     replaced by the digest of the key, 32 hexadecimal digits
--      $wanted     replaced by the digests that are looked for: a list of texts, or a query
-- out: digest, keyed   (one row per digest that occurs, none when there is none)
-- A row without a key has no digest and is never counted.
select digest, count(*) as keyed
from (select $digest as digest from $relation as keys) as hashed
where digest in ($wanted)
group by digest;
