import { EXIT, Failure } from '../failure.ts'
import { answer } from '../io.ts'
import { closedText, tasksText } from '../task-text.ts'
import { type Add, type Shared, withJson, withRemoteExamples } from './options.ts'

type TaskOptions = Shared & {
  readonly assignee?: string
  readonly after?: string
  readonly close?: string
  readonly dismiss?: string
  readonly note?: string
}

/** `rekindle --stage NAME tasks`, and `webhooks secret`. */
export const addTasks: Add = (program, io, open) => {
  const command = program
    .command('tasks')
    .summary('what people are to do, as campaigns asked for it')
    .option('--assignee <name>', 'those of one person or team')
    .option('--after <next>', 'the next page')
    .option('--close <id>', 'one is done')
    .option('--dismiss <id>', 'one is not going to be done')
    .option('--note <text>', 'what came of it, or why not')
  withRemoteExamples(withJson(command), 'tasks', 'tasks --close AbC123 --note "She is happy again."').action(
    async ({ json, assignee, after, close, dismiss, note }: TaskOptions) => {
      const id = close ?? dismiss
      if (close !== undefined && dismiss !== undefined)
        throw new Failure(EXIT.usage, 'A task is either done or dismissed.', 'Give one of the two.')
      const remote = await open()
      if (id !== undefined) {
        const asked = { outcome: close === undefined ? 'dismissed' : 'done', ...(note === undefined ? {} : { note }) } as const
        const task = await remote.ask('POST /api/tasks/:id', { id }, asked)
        return answer(io, json === true, task, () => closedText(task))
      }
      const asked = { ...(assignee === undefined ? {} : { assignee }), ...(after === undefined ? {} : { after }) }
      const { items, next } = await remote.ask('GET /api/tasks', {}, asked)
      answer(io, json === true, { tasks: items, next }, () => tasksText(items, next === null ? null : `tasks --after ${next}`))
    },
  )
  const webhooks = program.command('webhooks').summary('calls to servers that campaigns name')
  const secret = webhooks.command('secret').summary('what receivers prove calls with: whoever has it can call in our name')
  withRemoteExamples(withJson(secret), 'webhooks secret').action(async ({ json }: Shared) => {
    const remote = await open()
    const told = await remote.ask('GET /api/webhooks/secret', {}, {})
    answer(io, json === true, told, () => told.secret)
  })
}
