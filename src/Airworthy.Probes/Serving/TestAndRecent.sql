-- TestAndRecent: rows of test and recent rows beneath each other.
-- in:  test        relation
--      $recent     relation of recent rows
--      $columns    per entry $column
-- out: the columns, __first   (one row per row of either; __first is true for test)
-- NULL is passed on.
select $columns{$column}, true as __first from test
union all
select $columns{$column}, false as __first from $recent as r;
