/** What things are called: one prefix, the stage, and what it is; so that a person finds them, and stages share an account. */
import { BUS_NAME } from '../shared/kernel/names.ts'
import type { Stage } from './stage.ts'

type Named = Pick<Stage, 'name'>

/** `rekindle-prod-mail`: queues, functions, stacks. */
export const nameOf = ({ name }: Named, what: string): string => `${BUS_NAME}-${name}-${what}`
/** `rekindle-prod`: the bus that publishers put events on, the configuration set of SES, the registry of schemas. */
export const systemName = ({ name }: Named): string => `${BUS_NAME}-${name}`
/** `ConsoleApi` from `console-api`: the ids of constructs. */
export const idOf = (name: string): string => name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
