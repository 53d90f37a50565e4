"""The two engines that run the same PySpark code: Sail (embedded, no JVM) and Apache Spark.

Every other file of jobs/ takes and returns DataFrames and does not know which engine made them.
"""

from __future__ import annotations

import importlib.metadata
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from claqueur.errors import UserError
from claqueur.jobs.engines import jars
from claqueur.jobs.engines.java import java_home
from claqueur.jobs.graph.embedded import EmbeddedGraph
from claqueur.jobs.graph.protocol import GraphAlgorithms

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

DELTA_PACKAGE = "io.delta:delta-spark_2.12:3.3.3"
# Above this many posts one machine is slow enough that a cluster pays: see docs/decisions/0004-engines.md
EMBEDDED_LIMIT_POSTS = 50_000_000
QUICK_COMPILER = "-XX:TieredStopAtLevel=1"  # a third less CPU in a run of minutes, most of whose code runs once
CONNECT_MODE = "SPARK_CONNECT_MODE_ENABLED"  # PySpark picks remote or classic functions by this variable


@dataclass(frozen=True)
class Engine:
    """A running engine: its name, version, Spark session and graph algorithms."""

    name: str
    version: str
    session: SparkSession
    graph: GraphAlgorithms

    def read(self, path: Path | str, version: int | None = None) -> DataFrame:
        """The Delta table at `path`, at `version` if given."""
        reader = self.session.read.format("delta")
        if version is not None:
            reader = reader.option("versionAsOf", version)
        return reader.load(str(path))

    def write(self, frame: DataFrame, path: Path | str) -> None:
        """Write `frame` as the Delta table at `path`, replacing what is there, its columns too."""
        frame.write.format("delta").mode("overwrite").option("overwriteSchema", "true").save(str(path))


def choose_engine(name: str, master: str | None, n_posts: int) -> tuple[str, str]:
    """The engine to use for `auto` and why, in one clause; any other name is kept as the user's choice."""
    if name not in ("auto", "sail", "spark"):
        raise UserError(f'There is no engine "{name}": give --engine auto, sail or spark.')
    if name == "sail" and master is not None:
        raise UserError("--master is for Apache Spark: leave it out, or give --engine spark.")
    if name != "auto":
        return name, "as asked"
    if master is not None:
        return "spark", f"because --master {master} was given"
    if n_posts > EMBEDDED_LIMIT_POSTS:
        return "spark", f"because {n_posts:,} posts are more than the embedded engine is meant for"
    return "sail", f"because {n_posts:,} posts fit on one machine"


@contextmanager
def open_engine(name: str, master: str | None = None, log: Path | None = None, n_posts: int = 0) -> Iterator[Engine]:
    """An engine ("sail" or "spark") for the length of the block.

    master: Spark's master URL, default local[*]. log: file for the engine's own log lines, default none. n_posts: how
    much there is to do; above EMBEDDED_LIMIT_POSTS Java takes its time to compile well.
    """
    before = os.environ.get(CONNECT_MODE)
    # PySpark 3.5 calls what newer pandas deprecates: nothing for the user to mend.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"pyspark\.")
    try:
        yield _sail() if name == "sail" else _spark(master, log, n_posts)
    finally:
        os.environ.pop(CONNECT_MODE, None)
        if before is not None:
            os.environ[CONNECT_MODE] = before


_servers: list[object] = []  # a Sail server lives as long as its process: starting a second one gains nothing


def _sail() -> Engine:
    os.environ.setdefault("RUST_LOG", "off")
    os.environ.setdefault("SAIL_RUNTIME__MEMORY_POOL__TYPE", "fair")  # the pool that can spill
    pool_bytes = int(psutil.virtual_memory().available * 0.6)
    os.environ.setdefault("SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE", str(pool_bytes))
    # gRPC's own fork handlers abort one fork in ten while a channel is open, such as the one that starts Spark's JVM
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "false")
    os.environ[CONNECT_MODE] = "1"
    logging.getLogger("pyspark.sql.connect.client.logging").setLevel(logging.CRITICAL)
    from pysail.spark import SparkConnectServer
    from pyspark.sql.connect.session import SparkSession

    if not _servers:
        server = SparkConnectServer("127.0.0.1", 0)
        server.start(background=True)
        _servers.append(server)
    _, port = _servers[0].listening_address  # type: ignore[attr-defined]
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return Engine("sail", importlib.metadata.version("pysail"), session, EmbeddedGraph())


def _spark(master: str | None, log: Path | None, n_posts: int) -> Engine:
    os.environ.pop(CONNECT_MODE, None)
    os.environ["JAVA_HOME"] = str(java_home())
    if master is None:
        os.environ["PYSPARK_PYTHON"] = sys.executable
    else:  # the workers' Python may lie elsewhere: see docs/cluster.md
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    graphframes = jars.graphframes_jar()
    sys.path.append(str(graphframes))  # the Python package lies inside the jar
    from pyspark.sql import SparkSession

    from claqueur.jobs.graph.graphframes import SparkGraph

    cores = os.cpu_count() or 1
    builder = (
        SparkSession.builder.appName("claqueur")
        .config("spark.jars.packages", DELTA_PACKAGE)
        .config("spark.jars", str(graphframes))
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.databricks.delta.snapshotPartitions", "1")  # our logs are short; the default is 50 tasks a read
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.ui.showConsoleProgress", "false")
    )
    if master is None:
        # A small heap: on one machine Spark was faster with 2 GB than with 10.
        builder = (
            builder.master("local[*]")
            .config("spark.driver.memory", "2g")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.default.parallelism", str(cores))
            .config("spark.sql.shuffle.partitions", str(2 * cores))
        )
        if n_posts <= EMBEDDED_LIMIT_POSTS:
            builder = builder.config("spark.driver.extraJavaOptions", QUICK_COMPILER)
    else:
        builder = builder.master(master)
    # GraphFrames calls two internal constructors of PySpark: harmless, and not for the user to read.
    warnings.filterwarnings("ignore", message="DataFrame.sql_ctx is an internal property")
    warnings.filterwarnings("ignore", message="DataFrame constructor is internal")
    with _output_to(log or Path(os.devnull)):
        session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return Engine("spark", session.version, session, SparkGraph())


@contextmanager
def _output_to(path: Path) -> Iterator[None]:
    """Send this process's stdout and stderr to `path`; a JVM started in the block keeps writing its log there."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = {stream: os.dup(stream) for stream in (1, 2)}
    try:
        with path.open("ab") as target:
            for stream in kept:
                os.dup2(target.fileno(), stream)
            yield
    finally:
        for stream, own in kept.items():
            os.dup2(own, stream)
            os.close(own)
