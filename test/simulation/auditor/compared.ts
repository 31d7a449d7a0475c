/** Who may not be in the n of a campaign, whatever else is said of them. */
import type { Commit } from '../../../shared/ports/customer-store.ts'
import type { Era } from '../world/definitions.ts'
import type { Book } from './book.ts'
import type { Violate } from './invariants.ts'
import { comparingIn, phaseOf } from './own-experiments.ts'

/** Nobody who is held out of all marketing is assigned with that entry, and nobody who tries a campaign is assigned in it at all. */
export const checkCompared = ({ customer }: Book, { facts }: Commit, { campaigns }: Era, about: string, violate: Violate): void => {
  for (const fact of facts) {
    if (fact.type !== 'assigned') continue
    const { experiment, at } = fact
    const isHeld = facts.some(
      (one) => one.type === 'entered' && one.campaign === String(experiment) && one.at === at && one.heldBy === 'global',
    )
    if (isHeld) violate('I47', about, `assigned ${experiment}`, 'in no arm of it, for they are held out of all')
    const versions = campaigns.filter(({ file }) => experiment === file.id || experiment.startsWith(`${file.id}.`))
    const isTrying = versions.length > 0 && versions.every(({ file }) => comparingIn(file).testers?.[customer] !== undefined)
    if (isTrying) violate('I49', about, `assigned ${experiment}`, 'in no arm of it, for they try it')
  }
}

/** What publishing wrote against what the files say. */
export const checkPhases = (era: Era, violate: Violate): void => {
  for (const published of era.campaigns) {
    const { id, version, experiment } = published.campaign
    const wanted = phaseOf(era, published)
    if (experiment !== null && experiment.phase !== wanted)
      violate('I46', `${id} version ${version}`, `phase ${experiment.phase}`, `phase ${wanted}`)
  }
}
