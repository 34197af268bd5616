-- PairedRows: labelled rows with what several models said of them.
-- in:  $joined        relation of the rows t, with __row, __entity, __day and the marks, beside the predictions
--      $label         the label as a number
--      $query         the query a row belongs to
--      $where         true for the rows that are drawn
--      $conditions    per entry $marked, a column of t
--      $sets          per entry $score, $answer, $of_label, $square
-- out: label, __entity, __day, query, the marks, then four numbers per set   (one row per drawn row, in the order of the table)
-- NULL is passed on.
select
    $label as label,
    t.__entity,
    t.__day,
    $query as query
    $conditions{, t.$marked}
    $sets{, $score, $answer, $of_label, $square}
from $joined
where $where
order by t.__row;
