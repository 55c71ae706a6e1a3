-- Clocks of replicas differ; the order in which artifacts came is what counts.
alter table artifact add column number bigint generated always as identity;
