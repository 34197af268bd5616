-- Two tables of late shares, (origin, hour) and (destination, hour), January to March, each drawn towards the overall
-- share by 50 imagined flights; their log odds are added.
-- Writes predictions/airport-hour.parquet with id, label and score for April (dev) and May (test).
copy (
    with flights as (
        select file_row_number::integer as id, date, origin, destination, delay > 15 as label, extract(hour from date) as hour
        from read_parquet('data/flights.parquet', file_row_number = true)
    ), train as (
        select * from flights where date < timestamp '2001-04-01'
    ), overall as (
        select avg(label::int) as share from train
    ), origins as (
        select origin, hour, (sum(label::int) + 50 * any_value(share)) / (count(*) + 50) as p
        from train, overall group by origin, hour
    ), destinations as (
        select destination, hour, (sum(label::int) + 50 * any_value(share)) / (count(*) + 50) as p
        from train, overall group by destination, hour
    ), odds as (
        select id, date, label, ln(share / (1 - share)) as base,
               ln(coalesce(o.p, share) / (1 - coalesce(o.p, share))) as from_origin,
               ln(coalesce(d.p, share) / (1 - coalesce(d.p, share))) as from_destination
        from flights cross join overall
        left join origins o using (origin, hour)
        left join destinations d using (destination, hour)
        where date >= timestamp '2001-04-01' and date < timestamp '2001-06-01'
    )
    select id, label, round(1 / (1 + exp(-(from_origin + from_destination - base))), 4)::float as score,
           case when date < timestamp '2001-05-01' then 'dev' else 'test' end as split
    from odds order by id
) to 'predictions/airport-hour.parquet' (format parquet, compression zstd, compression_level 19);
