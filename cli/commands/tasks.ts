import type { Command } from 'commander'
import { rulesFrom } from '../../local/definitions.ts'
import { checkTemplate, openLocal } from '../../local/wiring.ts'
import { viewOf } from '../../shared/flow/api/tasks.ts'
import { closeTask } from '../../shared/flow/close-task.ts'
import { TASK_NOTE_MAX } from '../../shared/kernel/limits-effects.ts'
import { type EpochMs, taskId } from '../../shared/kernel/words.ts'
import { EXIT, Failure } from '../failure.ts'
import { reading } from '../folder.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, PAGE, wholeNumber, withCommonOptions, withExamples } from '../options.ts'
import { closedText, tasksText } from '../task-text.ts'

type TaskOptions = CommonOptions & {
  readonly assignee?: string
  readonly after?: string
  readonly limit: number
  readonly close?: string
  readonly dismiss?: string
  readonly note?: string
}

/** `rekindle tasks`: what people are to do about customers, and closing one. */
export const addTasks = (program: Command, io: Io): void => {
  const command = program
    .command('tasks')
    .summary('what people are to do, as campaigns asked for it')
    .description('What people are to do about customers, what is due first. A running system lists what its campaigns ask for.')
    .option('--assignee <name>', 'those of one person or team')
    .option('--after <id>', 'those after this one')
    .option('--limit <n>', 'so many', wholeNumber(1, PAGE.max), PAGE.usual)
    .option('--close <id>', 'one is done')
    .option('--dismiss <id>', 'one is not going to be done')
    .option('--note <text>', 'what came of it, or why not')
  withExamples(withCommonOptions(command), 'tasks --data shop', 'tasks --close AbC123 --note "She is happy again." --data shop').action(
    (options: TaskOptions) => ((options.close ?? options.dismiss) === undefined ? list(io, options) : close(io, options)),
  )
}

const list = (io: Io, { data, json, assignee, after, limit }: TaskOptions): Promise<void> =>
  reading(io, data, async ({ stores, asOf }) => {
    const asked = { assignee: assignee ?? null, order: 'first-due', after: after === undefined ? null : taskId(after), limit } as const
    const tasks = (await stores.tasks.list(asked)).map((task) => viewOf(task, asOf))
    const next = tasks.length === limit ? (tasks.at(-1)?.id ?? null) : null
    answer(io, json === true, { tasks, next }, () =>
      tasksText(tasks, next === null ? null : `rekindle tasks --data ${data} --after ${next}`),
    )
  })

const close = async (io: Io, { data, json, close: done, dismiss, note }: TaskOptions): Promise<void> => {
  if (done !== undefined && dismiss !== undefined)
    throw new Failure(EXIT.usage, 'A task is either done or dismissed.', 'Give one of the two.')
  if (note !== undefined && note.length > TASK_NOTE_MAX)
    throw new Failure(EXIT.usage, `The note is longer than ${TASK_NOTE_MAX} characters.`, 'A few sentences will do.')
  const at = await clockOf(io, data)
  const local = openLocal(data, 'write')
  try {
    const engine = local.engine(rulesFrom(await local.stores.definitions.all(), checkTemplate))
    const outcome = done === undefined ? 'dismissed' : 'done'
    const id = done ?? dismiss ?? ''
    const closed = await closeTask(engine, local.stores.tasks, { id, outcome, by: 'local', note: note ?? null }, at)
    if (!closed.ok) {
      if (closed.because === 'not-there') throw new Failure(EXIT.usage, `There is no task ${id}.`, `rekindle tasks --data ${data}`)
      const why = closed.because === 'moot' ? 'over, or whom it is about is gone' : `closed as ${closed.was} already`
      throw new Failure(EXIT.wrong, `The task ${id} is ${why}.`, 'Nothing was changed.')
    }
    const view = viewOf(closed.task, at)
    answer(io, json === true, view, () => closedText(view))
  } finally {
    local.close()
  }
}

/** The folder's own clock: a demo's is not ours. */
const clockOf = async (io: Io, data: string): Promise<EpochMs> => {
  const found: EpochMs[] = []
  await reading(io, data, async ({ asOf }) => void found.push(asOf))
  return found[0] ?? io.now()
}
