/** Loaded before each test file: ends its process for good a while after its time is up, even in an endless loop. */
import { isMainThread, Worker } from 'node:worker_threads'

const seconds = Number(process.env.TEST_MINUTES ?? 25) * 60 + 5
const end = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${seconds * 1000})`
if (isMainThread) new Worker(end, { eval: true, execArgv: [] }).unref()
