import type { Command } from 'commander'
import { FolderInUse } from '../../local/folder-in-use.ts'
import { runningAt, type Running } from '../../local/running.ts'
import { standingIn, versionsIn } from '../../local/standing.ts'
import { changing } from '../../local/publish-into.ts'
import { changeStatus, refusalOf, rollBack, type StatusAnswer } from '../../shared/flow/publishing/status.ts'
import { RESUME_SPREAD_MS } from '../../shared/kernel/limits.ts'
import { parseDuration } from '../../shared/kernel/time.ts'
import { EXIT, Failure } from '../failure.ts'
import type { Io } from '../io.ts'
import { addLifecycle as add, type Control } from '../lifecycle.ts'
import { type CommonOptions, wholeNumber, withCommonOptions, withExamples } from '../options.ts'
import { authorOf, type SayingOptions } from './publish.ts'

type Options = CommonOptions & SayingOptions & { readonly port?: number }

/** `rekindle pause|resume|end|rollback|versions` on a data folder: in its file, or through the API of the process that serves it. */
export const addLifecycle = (program: Command, io: Io): void =>
  add(program, io, {
    finish: (command, ...examples) =>
      withExamples(
        withCommonOptions(command)
          .option('--author <name>', 'who does this (default: who is signed in on this machine)')
          .option('--port <n>', 'where the folder is served, if it is (7707)', wholeNumber(1, 65_535)),
        ...examples,
      ),
    open: async (options) => controlOf(io, options as Options),
  })

const controlOf = async (io: Io, options: Options): Promise<Control> => {
  const { data } = options
  const saying = (note: string | null) => ({ author: authorOf(options), note })
  /** In the file where nobody writes it, else through who does. */
  const either = async <T>(direct: () => Promise<T>, served: (running: Running) => Promise<T>): Promise<T> => {
    try {
      return await direct()
    } catch (failure) {
      if (!(failure instanceof FolderInUse)) throw failure
      return served(await runningAt(data, options.port ?? null))
    }
  }
  return {
    standing: (id) => standingIn(data, id),
    versions: (id) => versionsIn(data, id),
    change: (id, status, spread, note) =>
      either(
        async () => {
          const spreadMs = spread === null ? RESUME_SPREAD_MS : parseDuration(spread)
          if (spreadMs === null) throw new Failure(EXIT.usage, `--spread is no duration.`, 'Give it as 1h, 90m or 1d.')
          return done(await changing(data, io.now(), (world, at) => changeStatus(world, id, { status, spreadMs }, saying(note), at)))
        },
        (running) => running.change(id, status, spread, note),
      ),
    rollBack: (id, version, note) =>
      either(
        async () => done(await changing(data, io.now(), (world, at) => rollBack(world, id, version, saying(note), at))),
        (running) => running.rollBack(id, version, note),
      ),
  }
}

const done = (said: StatusAnswer) => {
  if (said.type === 'done') return said
  const { path, problem, hint } = refusalOf(said.because)
  throw new Failure(said.because.type === 'no-campaign' ? EXIT.usage : EXIT.wrong, `${path} ${problem}.`, hint)
}
