import type { CheckTemplate, Templates } from '../../contract/campaign-steps.ts'
import { parseCompiledTemplate } from '../../contract/compiled-template.ts'
import type { Definition } from '../../ports/definitions.ts'
import { readRules } from '../definitions.ts'
import type { Around } from './look.ts'

export type Standing = Pick<Around, 'published' | 'segments' | 'campaigns' | 'globalHoldout'>

/** What stands published already: templates and segments that files may name, and campaigns they may meet. */
export const standingAround = (all: readonly Definition[], checkTemplate: CheckTemplate): Standing => {
  const published = latestTemplates(all)
  const read = readRules(all, checkTemplate)
  if (!read.ok) return { published, segments: [], campaigns: [], globalHoldout: null }
  const { segments, campaigns, policy } = read.rules
  return { published, segments: [...segments.values()], campaigns: [...campaigns.live.values()], globalHoldout: policy.globalHoldout }
}

/** Each in its latest version, whichever is asked for: that is what publishing writes down. */
const latestTemplates = (all: readonly Definition[]): Templates => {
  const latest = new Map<string, Definition>()
  for (const one of all) if (one.kind === 'template' && one.version > (latest.get(one.id)?.version ?? 0)) latest.set(one.id, one)
  return {
    names: [...latest.keys()].sort(),
    find: (name) => {
      const found = latest.get(name)
      const read = found === undefined ? null : parseCompiledTemplate(found.source, found.version)
      return read?.ok === true ? read.value : null
    },
  }
}
