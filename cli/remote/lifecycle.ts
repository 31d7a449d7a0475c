import { type Control, addLifecycle as add } from '../lifecycle.ts'
import { type Add, withJson, withRemoteExamples } from './options.ts'

/** `rekindle --stage NAME pause|resume|end|rollback|versions`. */
export const addLifecycle: Add = (program, io, open) =>
  add(program, io, {
    finish: (command, ...examples) => withRemoteExamples(withJson(command), ...examples),
    open: async (): Promise<Control> => {
      const remote = await open()
      const because = (text: string | null) => (text === null ? {} : { because: text })
      return {
        standing: async (id) => {
          const { summary } = await remote.ask('GET /api/campaigns/:id', { id }, {})
          const { version, status, entered, ended } = summary
          return { version, status, inIt: entered - ended.completed - ended.exited }
        },
        versions: async (id) => (await remote.ask('GET /api/campaigns/:id/versions', { id }, {})).versions,
        change: (id, status, spread, note) =>
          remote.ask('POST /api/campaigns/:id/status', { id }, { status, ...(spread === null ? {} : { spread }), ...because(note) }),
        rollBack: (id, version, note) => remote.ask('POST /api/campaigns/:id/rollback', { id }, { version, ...because(note) }),
      }
    },
  })
