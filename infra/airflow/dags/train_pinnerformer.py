# Written from the definition in Java: change the workflow there, not here.
from datetime import datetime, timedelta, timezone

from airflow import DAG
from airflow.timetables.trigger import CronTriggerTimetable

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2
    from airflow.operators.bash import BashOperator

ENV = {
    "TIDEMARK_WORKFLOW": "{{ dag.dag_id }}",
    "TIDEMARK_RUN": "{{ run_id }}",
    "TIDEMARK_TASK": "{{ task.task_id }}",
    "TIDEMARK_TRY": "{{ ti.try_number }}",
    "TIDEMARK_CONF": "{{ dag_run.conf | tojson }}",
    "TIDEMARK_DATA_DAY": "{{ (dag_run.conf or {}).get('data_day') or macros.ds_add(ds, -1) }}",
    "TIDEMARK_DAY_START": "{{ (dag_run.conf or {}).get('data_day') or macros.ds_add(ds, -1) }}T00:00:00Z",
    "TIDEMARK_AS_OF": "{{ macros.ds_add((dag_run.conf or {}).get('data_day') or macros.ds_add(ds, -1), 1) }}T00:00:00Z",
}

with DAG(
    dag_id='train_pinnerformer',
    description='Build pin vectors, train PinnerFormer, embed all users, index the pins, cluster, train the ranker',
    schedule=CronTriggerTimetable('0 3 * * 0', timezone='UTC'),
    start_date=datetime(2020, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(seconds=172800),
    is_paused_upon_creation=False,
    tags=["tidemark"],
) as dag:
    build_pins = BashOperator(
        task_id='build_pins',
        bash_command='exec "$TIDEMARK_HOME/tidemark" pins --as-of "${TIDEMARK_DAY_START}" ',
        env=ENV,
        append_env=True,
        retries=2,
        retry_delay=timedelta(seconds=300),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=3600),
        execution_timeout=timedelta(seconds=14400),
        pool='beam',
        pool_slots=1,
    )
    train_pinnerformer = BashOperator(
        task_id='train_pinnerformer',
        bash_command='exec "$TIDEMARK_HOME/tidemark" train pinnerformer --as-of "${TIDEMARK_AS_OF}" ',
        env=ENV,
        append_env=True,
        retries=1,
        retry_delay=timedelta(seconds=300),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=3600),
        execution_timeout=timedelta(seconds=86400),
        pool='beam',
        pool_slots=1,
    )
    cluster_users = BashOperator(
        task_id='cluster_users',
        bash_command='exec "$TIDEMARK_HOME/tidemark" interests --as-of "${TIDEMARK_AS_OF}" ',
        env=ENV,
        append_env=True,
        retries=2,
        retry_delay=timedelta(seconds=300),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=3600),
        execution_timeout=timedelta(seconds=14400),
        pool='beam',
        pool_slots=1,
    )
    embed_users = BashOperator(
        task_id='embed_users',
        bash_command='exec "$TIDEMARK_HOME/tidemark" embed --as-of "${TIDEMARK_AS_OF}" ',
        env=ENV,
        append_env=True,
        retries=2,
        retry_delay=timedelta(seconds=300),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=3600),
        execution_timeout=timedelta(seconds=14400),
        pool='beam',
        pool_slots=1,
    )
    build_index = BashOperator(
        task_id='build_index',
        bash_command='exec "$TIDEMARK_HOME/tidemark" index --as-of "${TIDEMARK_AS_OF}" ',
        env=ENV,
        append_env=True,
        retries=2,
        retry_delay=timedelta(seconds=300),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=3600),
        execution_timeout=timedelta(seconds=14400),
        pool='beam',
        pool_slots=1,
    )
    train_ranker = BashOperator(
        task_id='train_ranker',
        bash_command='exec "$TIDEMARK_HOME/tidemark" train ranker --as-of "${TIDEMARK_AS_OF}" ',
        env=ENV,
        append_env=True,
        retries=1,
        retry_delay=timedelta(seconds=300),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=3600),
        execution_timeout=timedelta(seconds=86400),
        pool='beam',
        pool_slots=1,
    )
    [build_pins] >> train_pinnerformer
    [build_pins] >> cluster_users
    [train_pinnerformer] >> embed_users
    [embed_users] >> build_index
    [embed_users] >> train_ranker
