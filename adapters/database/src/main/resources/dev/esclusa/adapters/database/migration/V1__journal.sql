-- Names sort and compare by their bytes, whatever the locale of the server.

-- Where the log stands. Its one row is the lock under which entries are added.
create table log_head (
  one         boolean     primary key default true check (one),
  size        bigint      not null,
  recorded_at timestamptz not null,
  -- Rises when payloads are erased, so that no server keeps using an erased key.
  erasures    bigint      not null,
  -- Hashes of the largest perfect subtrees, left to right (RFC 6962 section 2.1): 32 bytes each.
  frontier    bytea       not null,
  -- The entries before this one are counted in target_tip.
  tips_size   bigint      not null
) with (fillfactor = 10);
insert into log_head (size, recorded_at, erasures, frontier, tips_size)
  values (0, 'epoch', 0, '', 0);

-- Entries name their stream by a number: numbers that rise with the log keep the index of entries
-- small and its newest part together.
create table stream (
  name    text   collate "C" primary key,
  -- Index of its first entry.
  number  bigint not null,
  -- The key of its payloads; absent when it has none, or when they were erased.
  wrapped bytea
);

-- What else is known of an entry stands in its leaf.
create table entry (
  index       bigint      primary key,
  stream      bigint      not null,
  sequence    bigint      not null,
  target      text        collate "C",
  leaf_hash   bytea       not null,
  leaf        bytea       not null,
  unique (stream, sequence)
);

-- The newest entry about each target, as of log_head.tips_size; the few entries after that are
-- read. So an entry costs no index by target.
create table target_tip (
  target    text  collate "C" primary key,
  leaf_hash bytea not null
) with (fillfactor = 70);

create table payload (
  index  bigint primary key,
  sealed bytea  not null
);
alter table payload alter column sealed set storage external; -- ciphertext does not compress

create table work (
  kind     text        collate "C" not null,
  key      text        collate "C" not null,
  -- When it may be taken; while it is held, the end of the hold. Microseconds since 1970, as is
  -- asked_at.
  ready_at bigint      not null,
  attempt  integer     not null default 0,
  claim    bigint,
  worker   text,
  -- Earliest due time that was asked for while it was held.
  asked_at bigint,
  primary key (kind, key)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
create index work_ready on work (ready_at);

create table lease (
  target     text        collate "C" primary key,
  -- Absent when released; the token stays, so that none is given twice.
  holder     text,
  token      bigint      not null,
  expires_at timestamptz not null
) with (fillfactor = 50);

create table document (
  kind    text   collate "C" not null,
  key     text   collate "C" not null,
  version bigint not null,
  content bytea  not null,
  primary key (kind, key)
) with (fillfactor = 50);

-- Hash tiles of the log by path (C2SP tlog-tiles); entry bundles are made of the entries.
create table tile (
  path    text  collate "C" primary key,
  content bytea not null
);
alter table tile alter column content set storage external; -- hashes do not compress

-- The newest signed checkpoint, with the cosignatures that it has.
create table checkpoint (
  one  boolean primary key default true check (one),
  size bigint  not null,
  note text    not null
) with (fillfactor = 10);

-- A text sealed with the master key that this database belongs to.
create table master_key (
  one     boolean primary key default true check (one),
  wrapped bytea   not null
);
