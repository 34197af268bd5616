-- Rule of thumb: the share of late flights in the same hour of departure, January to March.
-- Writes predictions/hour-of-day.parquet with id, label and score for April (dev) and May (test).
copy (
    with flights as (
        select file_row_number::integer as id, date, delay > 15 as label, extract(hour from date) as hour
        from read_parquet('data/flights.parquet', file_row_number = true)
    ), hours as (
        select hour, avg(label::int) as score from flights where date < timestamp '2001-04-01' group by hour
    )
    select id, label, round(score, 4)::float as score, case when date < timestamp '2001-05-01' then 'dev' else 'test' end as split
    from flights join hours using (hour)
    where date >= timestamp '2001-04-01' and date < timestamp '2001-06-01'
    order by id
) to 'predictions/hour-of-day.parquet' (format parquet, compression zstd, compression_level 19);
