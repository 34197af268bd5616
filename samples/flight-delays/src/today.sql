-- How late today is so far, for each flight at its push-back: shares of flights that were late, among those that have landed by now, which arrivals tell.
-- A flight has landed 45 minutes, and a minute for 7 miles, after it left. Times are those of the airport left from; where the clocks of two airports are
-- compared, as many minutes are waited as they may differ: 60, and one for 10 miles between them; of all airports, 6 hours.
-- `flights` has date, day, origin, destination, distance and, of those that have landed, late. Shares are drawn towards 0.2 by 10 or 50 imagined flights.
with landed as (
    select day, origin, destination, late::int as late, date + to_minutes(45 + (distance / 7)::bigint) as known,
           date + to_minutes(105 + (distance / 7 + distance / 10)::bigint) as known_there
    from flights
), everywhere as (
    select day, known, sum(late) over so_far as late, count(*) over so_far as n
    from landed window so_far as (partition by day order by known rows unbounded preceding)
), from_here as (
    select day, origin, known, sum(late) over of_origin as late, count(*) over of_origin as n
    from landed window of_origin as (partition by day, origin order by known rows unbounded preceding)
), to_here as (
    select day, destination, known_there, sum(late) over of_destination as late, count(*) over of_destination as n
    from landed window of_destination as (partition by day, destination order by known_there rows unbounded preceding)
)
select f.id,
    (coalesce(g.late, 0) + 2) / (coalesce(g.n, 0) + 10.0)    as late_from_here,
    (coalesce(h.late, 0) + 2) / (coalesce(h.n, 0) + 10.0)    as late_to_here,
    (coalesce(t.late, 0) + 2) / (coalesce(t.n, 0) + 10.0)    as late_to_there,
    (coalesce(e.late, 0) + 10) / (coalesce(e.n, 0) + 50.0)   as late_everywhere
from flights f
asof left join from_here g on g.day = f.day and g.origin = f.origin and g.known <= f.date
asof left join to_here h on h.day = f.day and h.destination = f.origin and h.known_there <= f.date
asof left join to_here t on t.day = f.day and t.destination = f.destination and t.known_there <= f.date - to_minutes(60 + (f.distance / 10)::bigint)
asof left join everywhere e on e.day = f.day and e.known <= f.date - interval 6 hours
