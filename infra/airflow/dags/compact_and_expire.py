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
    dag_id='compact_and_expire',
    description='Remove the vectors that no release needs, and the records of runs after 90 days',
    schedule=CronTriggerTimetable('0 5 * * *', timezone='UTC'),
    start_date=datetime(2020, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(seconds=21600),
    is_paused_upon_creation=False,
    tags=["tidemark"],
) as dag:
    clean_releases = BashOperator(
        task_id='clean_releases',
        bash_command='exec "$TIDEMARK_HOME/tidemark" releases clean ',
        env=ENV,
        append_env=True,
        retries=2,
        retry_delay=timedelta(seconds=60),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=900),
        execution_timeout=timedelta(seconds=3600),
        pool='default_pool',
        pool_slots=1,
    )
    expire_runs = BashOperator(
        task_id='expire_runs',
        bash_command='exec "$TIDEMARK_HOME/tidemark" workflow expire --keep-days 90 ',
        env=ENV,
        append_env=True,
        retries=2,
        retry_delay=timedelta(seconds=60),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=900),
        execution_timeout=timedelta(seconds=600),
        pool='default_pool',
        pool_slots=1,
    )

