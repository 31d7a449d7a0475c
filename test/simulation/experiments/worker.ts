import { parentPort } from 'node:worker_threads'
import { type AssignmentOrder, independenceOf } from './assignment.ts'
import { type Part, runPart } from './tally.ts'

parentPort?.on('message', (order: Part | AssignmentOrder) => {
  parentPort?.postMessage('ids' in order ? independenceOf(order) : runPart(order))
})
