/** The API of the editor: what reads the grammar of campaigns, compiles their mails, or has everybody looked at. */
import type { EditorRoute } from '../../contract/api-roles.ts'
import { audited } from '../api/audit.ts'
import { type ConsoleApi, type Handlers, routed } from '../api/router.ts'
import { checkHandlers } from './check.ts'
import type { EditorContext } from './context.ts'
import { countingHandlers } from './counting.ts'
import { draftHandlers } from './drafts.ts'
import { mailHandlers } from './mails.ts'
import { nameHandlers } from './names.ts'
import { publishHandlers } from './publish.ts'
import { simulationHandlers } from './simulate.ts'
import { statusHandlers } from './status.ts'

export const editorHandlers = (context: EditorContext): Pick<Handlers, EditorRoute> => ({
  ...checkHandlers(context),
  ...mailHandlers(context),
  ...nameHandlers(context),
  ...draftHandlers(context),
  ...publishHandlers(context),
  ...statusHandlers(context),
  ...countingHandlers(context),
  ...simulationHandlers(context),
})

/** Answers these endpoints alone, to whom it may, and writes down what they change. */
export const editorApi = (context: EditorContext): ConsoleApi =>
  routed(editorHandlers(context), audited({ ...context, customerDigest: null }))
