"""Where the jobs run: Sail embedded, or Apache Spark with its Java and jars."""
