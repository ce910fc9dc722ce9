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
    dag_id='daily_embeddings',
    description='Embed the users who acted up to the end of the data day, check, publish, and evaluate the day',
    schedule=CronTriggerTimetable('30 0 * * *', timezone='UTC'),
    start_date=datetime(2020, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(seconds=43200),
    is_paused_upon_creation=False,
    tags=["tidemark"],
) as dag:
    seal_day = BashOperator(
        task_id='seal_day',
        bash_command='exec "$TIDEMARK_HOME/tidemark" seal --as-of "${TIDEMARK_AS_OF}" ',
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
    embed_users = BashOperator(
        task_id='embed_users',
        bash_command='exec "$TIDEMARK_HOME/tidemark" embed --published-model --keep-newer --as-of "${TIDEMARK_AS_OF}" ',
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
    evaluate_day = BashOperator(
        task_id='evaluate_day',
        bash_command='exec "$TIDEMARK_HOME/tidemark" evaluate-day --as-of "${TIDEMARK_AS_OF}" ',
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
    [seal_day] >> embed_users
    [embed_users] >> evaluate_day
