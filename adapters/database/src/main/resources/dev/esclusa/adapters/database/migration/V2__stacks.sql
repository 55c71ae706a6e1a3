-- States of stacks and what belongs to them. Contents are sealed before they come here.

-- Where the state of a stack stands. Every move raises the revision, and is taken only from the
-- revision that the mover saw.
create table state_head (
  stack    text   collate "C" primary key,
  revision bigint not null,
  -- Writers with a lower fencing token are refused.
  fence    bigint not null,
  -- Number of the newest version; 0 before the first.
  newest   bigint not null,
  -- Number of the version that was last accepted as applied; 0 before the first.
  applied  bigint not null,
  -- Who holds the lock, as JSON; absent while nobody does.
  held     text
) with (fillfactor = 50);

create table state_version (
  stack          text        collate "C" not null,
  number         bigint      not null,
  serial         bigint      not null,
  lineage        text        not null,
  engine_version text        not null,
  origin         text        not null,
  run            text        not null,
  token          bigint      not null,
  written_at     timestamptz not null,
  digest         bytea       not null,
  md5            text        not null,
  size_bytes     bigint      not null,
  -- Absent when it is kept no longer.
  sealed         bytea,
  primary key (stack, number)
);
alter table state_version alter column sealed set storage external; -- ciphertext does not compress
create index state_version_kept on state_version (stack, number) where sealed is not null;

create table state_credential (
  password_hash bytea       primary key,
  stack         text        collate "C" not null,
  run           text        collate "C" not null,
  may_write     boolean     not null,
  token         bigint      not null,
  issued_at     timestamptz not null,
  -- Absent while it opens.
  closed_at     timestamptz
);
create index state_credential_open on state_credential (run) where closed_at is null;
create index state_credential_closed on state_credential (stack, closed_at)
  where closed_at is not null;

create table state_incident (
  id    bigint      generated always as identity primary key,
  stack text        collate "C" not null,
  at    timestamptz not null,
  kind  text        not null,
  run   text,
  code  text,
  words text        not null
);
create index state_incident_stack on state_incident (stack, id);

-- Saved plans and other blobs. A row stays for ever, so that none is used twice; bytes may go.
create table artifact (
  stack      text        collate "C" not null,
  purpose    text        collate "C" not null,
  digest     bytea       not null,
  size_bytes bigint      not null,
  made_at    timestamptz not null,
  used_by    text,
  used_token bigint,
  used_at    timestamptz,
  dropped_at timestamptz,
  sealed     bytea,
  primary key (stack, purpose, digest),
  check ((sealed is null) = (dropped_at is not null)),
  check ((used_by is null) = (used_at is null) and (used_by is null) = (used_token is null))
);
alter table artifact alter column sealed set storage external;
create index artifact_kept on artifact (purpose, made_at) where sealed is not null;
