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
    dag_id='tidemark_contract',
    description='d',
    schedule=None,
    start_date=datetime(2020, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=2,
    dagrun_timeout=timedelta(seconds=300),
    is_paused_upon_creation=False,
    tags=["tidemark"],
) as dag:
    extract = BashOperator(
        task_id='extract',
        bash_command='exec /bin/sh -c "echo conf \\$TIDEMARK_CONF; echo 42" ',
        env=ENV,
        append_env=True,
        retries=0,
        retry_delay=timedelta(seconds=0),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=0),
        execution_timeout=timedelta(seconds=600),
        pool='default_pool',
        pool_slots=1,
    )
    flaky = BashOperator(
        task_id='flaky',
        bash_command='exec /bin/sh -c "echo try \\$TIDEMARK_TRY; test \\$TIDEMARK_TRY -gt 1" ',
        env=ENV,
        append_env=True,
        retries=2,
        retry_delay=timedelta(milliseconds=1),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(milliseconds=1),
        execution_timeout=timedelta(seconds=600),
        pool='default_pool',
        pool_slots=1,
    )
    load = BashOperator(
        task_id='load',
        bash_command='exec /bin/sh -c "echo loaded" ',
        env=ENV,
        append_env=True,
        retries=0,
        retry_delay=timedelta(seconds=0),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=0),
        execution_timeout=timedelta(seconds=600),
        pool='default_pool',
        pool_slots=1,
    )
    [extract] >> flaky
    [flaky] >> load

with DAG(
    dag_id='tidemark_contract_fails',
    description='d',
    schedule=None,
    start_date=datetime(2020, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=2,
    dagrun_timeout=timedelta(seconds=300),
    is_paused_upon_creation=False,
    tags=["tidemark"],
) as dag:
    extract = BashOperator(
        task_id='extract',
        bash_command='exec /bin/sh -c "echo 42" ',
        env=ENV,
        append_env=True,
        retries=0,
        retry_delay=timedelta(seconds=0),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=0),
        execution_timeout=timedelta(seconds=600),
        pool='default_pool',
        pool_slots=1,
    )
    broken = BashOperator(
        task_id='broken',
        bash_command='exec /bin/sh -c "echo asked to fail; exit 1" ',
        env=ENV,
        append_env=True,
        retries=0,
        retry_delay=timedelta(seconds=0),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=0),
        execution_timeout=timedelta(seconds=600),
        pool='default_pool',
        pool_slots=1,
    )
    load = BashOperator(
        task_id='load',
        bash_command='exec /bin/sh -c "echo loaded" ',
        env=ENV,
        append_env=True,
        retries=0,
        retry_delay=timedelta(seconds=0),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=0),
        execution_timeout=timedelta(seconds=600),
        pool='default_pool',
        pool_slots=1,
    )
    [extract] >> broken
    [broken] >> load

with DAG(
    dag_id='tidemark_contract_sleeps',
    description='d',
    schedule=None,
    start_date=datetime(2020, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=2,
    dagrun_timeout=timedelta(seconds=300),
    is_paused_upon_creation=False,
    tags=["tidemark"],
) as dag:
    sleep = BashOperator(
        task_id='sleep',
        bash_command='exec /bin/sh -c "echo asleep; sleep 600" ',
        env=ENV,
        append_env=True,
        retries=0,
        retry_delay=timedelta(seconds=0),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(seconds=0),
        execution_timeout=timedelta(seconds=600),
        pool='default_pool',
        pool_slots=1,
    )

