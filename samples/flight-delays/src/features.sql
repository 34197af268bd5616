-- Everything the model knows at push-back, one row per flight, in the order of the table.
-- Reads only date, distance, origin and destination; delay is known hours later and must not appear here.
-- `flights` is the raw table: data/flights.parquet in training, the push-back message in serving.
select
    extract(hour from date)                            as hour,      -- 0 to 23, local time of the origin
    extract(hour from date) * 60
        + extract(minute from date)                    as minute_of_day,
    extract(isodow from date)                          as weekday,   -- 1 Monday to 7 Sunday
    origin,
    destination,
    origin || '-' || destination                       as route,
    distance
from flights
