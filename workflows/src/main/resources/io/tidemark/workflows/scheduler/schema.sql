-- Instants are microseconds since the epoch.
create table if not exists dag (
  dag_id varchar(100) primary key,
  is_paused boolean not null,
  -- The newest logical date that its schedule has reached, run or not.
  scheduled_up_to bigint not null
);

create table if not exists dag_run (
  run_key bigint generated always as identity primary key,
  dag_id varchar(100) not null,
  run_id varchar(250) not null,
  logical_date bigint,
  interval_start bigint,
  interval_end bigint,
  run_after bigint not null,
  queued_at bigint,
  start_date bigint,
  end_date bigint,
  last_decision bigint,
  state varchar(20) not null,
  run_type varchar(30) not null,
  triggered_by varchar(30) not null,
  triggering_user varchar(250),
  data_day varchar(10) not null,
  conf varchar not null,
  note varchar,
  -- The two that make a run impossible to have twice.
  constraint one_run_of_an_id unique (dag_id, run_id),
  constraint one_run_of_a_date unique (dag_id, logical_date)
);
-- Runs start in this order.
alter table dag_run add column if not exists order_date bigint
  generated always as (coalesce(logical_date, run_after));
create index if not exists dag_run_in_order on dag_run (dag_id, state, order_date, run_key);
create index if not exists dag_run_by_start on dag_run (state, run_after);
create index if not exists dag_run_newest on dag_run (run_after, run_key);
create index if not exists dag_run_by_after on dag_run (dag_id, run_after, run_key);

create table if not exists backfill (
  backfill_id bigint generated always as identity primary key,
  dag_id varchar(100) not null,
  from_date bigint not null,
  to_date bigint not null,
  conf varchar not null,
  is_paused boolean not null,
  reprocess varchar(20) not null,
  max_active_runs int not null,
  created_at bigint not null,
  updated_at bigint not null,
  completed_at bigint
);
create index if not exists backfill_by_completed on backfill (completed_at);

create table if not exists backfill_run (
  run_key bigint primary key references dag_run (run_key) on delete cascade,
  backfill_id bigint not null references backfill (backfill_id) on delete cascade
);

create table if not exists task_instance (
  run_key bigint not null references dag_run (run_key) on delete cascade,
  task_id varchar(100) not null,
  position int not null,
  try_uid uuid not null,
  -- Null until something has been decided.
  state varchar(30),
  try_number int not null,
  max_tries int not null,
  scheduled_when bigint,
  queued_when bigint,
  start_date bigint,
  end_date bigint,
  next_try_at bigint,
  pid bigint,
  pool varchar(250) not null,
  pool_slots int not null,
  note varchar,
  primary key (run_key, task_id)
);
create index if not exists task_instance_by_state on task_instance (state);

create table if not exists task_try (
  run_key bigint not null,
  task_id varchar(100) not null,
  try_number int not null,
  state varchar(30),
  scheduled_when bigint,
  queued_when bigint,
  start_date bigint,
  end_date bigint,
  pid bigint,
  primary key (run_key, task_id, try_number),
  foreign key (run_key, task_id) references task_instance (run_key, task_id) on delete cascade
);

-- Processes that were let go and have not been seen to end: found again after a crash.
create table if not exists attempt (
  run_key bigint not null,
  task_id varchar(100) not null,
  try_number int not null,
  pid bigint not null,
  start_ticks bigint not null,
  boot varchar(64) not null,
  started bigint not null,
  primary key (run_key, task_id, try_number)
);

create table if not exists xcom (
  run_key bigint not null,
  task_id varchar(100) not null,
  xcom_key varchar(250) not null,
  json varchar not null,
  written bigint not null,
  primary key (run_key, task_id, xcom_key),
  foreign key (run_key, task_id) references task_instance (run_key, task_id) on delete cascade
);

create table if not exists pool (
  name varchar(250) primary key,
  slots int not null,
  description varchar,
  include_deferred boolean not null
);

create table if not exists variable (
  name varchar(250) primary key,
  text varchar not null,
  description varchar
);

create table if not exists account (
  name varchar(250) primary key,
  password_hash varchar(100) not null,
  role varchar(20) not null
);

-- Of db-scheduler.
create table if not exists scheduled_tasks (
  task_name varchar(100) not null,
  task_instance varchar(400) not null,
  task_data blob,
  execution_time timestamp(6) with time zone not null,
  picked boolean not null,
  picked_by varchar(50),
  last_success timestamp(6) with time zone,
  last_failure timestamp(6) with time zone,
  consecutive_failures int,
  last_heartbeat timestamp(6) with time zone,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);
create index if not exists scheduled_tasks_by_time on scheduled_tasks (execution_time);
