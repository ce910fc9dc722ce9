"""The same ranker behind FastAPI, uvicorn and onnxruntime: a peer for `./tidemark bench rank --against=peer`.

Takes and answers what `POST /v1/score` takes and answers, so that the two can be compared on one machine, with one
model file and one request, in three ways: `/v1/score` as FastAPI's documentation has it, with a declared model that the
request is checked against, as Tidemark checks it; `/v1/score/unchecked` as fast as JSON allows: bytes through
orjson straight into arrays, nothing checked; `/v1/score/typed` likewise with CBOR, whose typed arrays numpy takes as they
are.

    pip install fastapi uvicorn[standard] onnxruntime numpy orjson cbor2
    python3 ranker_fastapi.py --model var/models/ranker/<version>/model.onnx --port 8099 [--threads 1] [--workers 2]
"""

import argparse
import os
import sys
from contextlib import asynccontextmanager

try:
    import cbor2
    import numpy as np
    import onnxruntime
    import orjson
    import uvicorn
    from fastapi import FastAPI, Request, Response
    from pydantic import BaseModel
except ImportError as missing:
    print(f"skipped: {missing} (pip install fastapi uvicorn[standard] onnxruntime numpy orjson cbor2)", file=sys.stderr)
    sys.exit(0)

class Features(BaseModel):
    user_embedding: list[float]
    live_pin_vectors: list[list[float]]
    live_action_types: list[int]
    live_surfaces: list[int]
    live_occurred_at: list[int]
    requested_at: int
    surface: int
    candidate_pin_vectors: list[list[float]]
    candidate_actions: list[float]


class Scores(BaseModel):
    probabilities: list[list[float]]


@asynccontextmanager
async def load(app):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ["RANKER_THREADS"])
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    app.state.session = onnxruntime.InferenceSession(
        os.environ["RANKER_MODEL"], options, providers=["CPUExecutionProvider"]
    )
    yield


app = FastAPI(lifespan=load)


@app.get("/health/ready")
def ready():
    return {"status": "up"}


def probabilities(features):
    live = len(features["live_action_types"])

    def floats(name):
        return np.asarray(features[name], dtype=np.float32)[None]

    def longs(name):
        return np.asarray(features[name], dtype=np.int64)[None]

    (scores,) = app.state.session.run(
        ["probabilities"],
        {
            "user_embedding": floats("user_embedding"),
            "has_user": np.ones(1, np.float32),
            "live_pin_vectors": floats("live_pin_vectors"),
            "live_action_types": longs("live_action_types"),
            "live_surfaces": longs("live_surfaces"),
            "live_occurred_at": longs("live_occurred_at"),
            "live_mask": np.ones((1, live), np.float32),
            "requested_at": np.asarray([features["requested_at"]], np.int64),
            "surface": np.asarray([features["surface"]], np.int64),
            "candidate_pin_vectors": floats("candidate_pin_vectors"),
            "candidate_actions": floats("candidate_actions"),
        },
    )
    return scores[0]


@app.post("/v1/score")
async def score(features: Features) -> Scores:
    return Scores(probabilities=probabilities(features.__dict__).tolist())


@app.post("/v1/score/unchecked")
async def score_unchecked(request: Request):
    scores = probabilities(orjson.loads(await request.body()))
    body = orjson.dumps({"probabilities": scores}, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, media_type="application/json")


def typed_array(tag, immutable=False):
    return np.frombuffer(tag.value, "<f4") if tag.tag == 85 else tag


@app.post("/v1/score/typed")
async def score_typed(request: Request):
    scores = probabilities(cbor2.loads(await request.body(), tag_hook=typed_array))
    body = orjson.dumps({"probabilities": scores}, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, media_type="application/json")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--threads", type=int, default=1, help="of one run of the model")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes")
    arguments = parser.parse_args()
    os.environ["RANKER_MODEL"] = arguments.model
    os.environ["RANKER_THREADS"] = str(arguments.threads)
    uvicorn.run(
        "ranker_fastapi:app",
        app_dir=os.path.dirname(os.path.abspath(__file__)),
        host="127.0.0.1",
        port=arguments.port,
        workers=arguments.workers,
        log_level="warning",
        access_log=False,
    )
