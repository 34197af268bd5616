-- TextForms: in which forms the values of a text column are written.
-- in:  $relation, $column   the column as text
--      $form      the number of the form of the text v; -1 for none
--      $most      different values that are read at most
--      $order     what draws them, over v
-- out: form, rows, values, shortest, longest, example   (one row per form)
-- NULL is left out.
select form, sum(holding) as holding_rows, count(*) as different, min(len) as shortest, max(len) as longest, min(v) as example
from (
    select v, holding, length(v) as len, $form as form
    from (
        select v, count(*) as holding
        from (select $column as v from $relation where $column is not null) as texts
        group by v
        order by $order
        limit $most
    ) as different_values
) as told_apart
group by form
order by holding_rows desc, form;
