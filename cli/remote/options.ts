/** What commands on a deployed system share. */
import type { Command } from 'commander'
import { epochMs } from '../../shared/kernel/words.ts'
import { instantText } from '../format.ts'
import type { Io } from '../io.ts'
import { withExamples } from '../options.ts'
import type { Remote } from './client.ts'

export type Shared = { readonly json?: true }

/** Opens the system that the command line names. */
export type Open = () => Promise<Remote>

export type Add = (program: Command, io: Io, open: Open) => void

export const withJson = (command: Command): Command => command.option('--json', 'answer as JSON, for programs')

/** Examples of a stage called prod. */
export const withRemoteExamples = (command: Command, ...examples: readonly string[]): Command =>
  withExamples(command, ...examples.map((example) => `--stage prod ${example}`))

/** An instant of the API, as people read it. */
export const atText = (iso: string): string => instantText(epochMs(Date.parse(iso)))
