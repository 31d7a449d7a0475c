/** Which path somebody takes through a campaign, which arms that puts them in, and which experiment keeps them out, worked out a second time. */
import type { CampaignFile, Era, Published } from '../world/definitions.ts'
import type { Book } from './book.ts'
import { comparingIn, controlIn, drawnIn, experimentOf, GLOBAL, phaseOf } from './own-experiments.ts'
import type { Assigned } from './own-exposures.ts'
import { latestOf } from './own-latest.ts'
import { bucket } from './rules.ts'

export type Seat = { readonly variant: string; readonly heldBy: 'campaign' | 'global' | null; readonly assigned: readonly Assigned[] }

/** Null: outside of the traffic. */
export const seatOf = (book: Book, era: Era, published: Published, at: number): Seat | null => {
  const { file } = published
  if (file.goal === undefined) return besideGlobal(book, era, file, { variant: 'all', heldBy: null, assigned: [] }, at)
  const drawn = drawnIn(file, book.customer)
  const seated = (arm: string): Seat => {
    if (arm === 'holdout') return { variant: drawn?.variant ?? controlIn(file), heldBy: 'campaign', assigned: [] }
    const isThere = comparingIn(file).variants.some(({ name }) => name === arm)
    return { variant: isThere ? arm : controlIn(file), heldBy: null, assigned: [] }
  }
  const testing = comparingIn(file).testers?.[book.customer]
  if (testing !== undefined) return seated(testing)
  const before = book.arms.get(file.id)
  if (before !== undefined) return besideGlobal(book, era, file, seated(before.arm), at)
  if (drawn === null) return null
  const arm = drawn.held ? 'holdout' : drawn.variant
  const { breakdowns = ['stage'] } = comparingIn(file)
  const assigned = [{ experiment: file.id, phase: phaseOf(era, published), arm, bucket: drawn.bucket, breakdowns }]
  return besideGlobal(book, era, file, { variant: drawn.variant, heldBy: drawn.held ? 'campaign' : null, assigned }, at)
}

const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, 'half-year': 6, year: 12 }

/** The holdout of all marketing, drawn anew with each period: who is in it is in no other n. */
const besideGlobal = (book: Book, era: Era, file: CampaignFile, seat: Seat, at: number): Seat => {
  const { globalHoldout } = era.written
  if (globalHoldout === null || (file.purpose ?? 'marketing') !== 'marketing') return seat
  const date = new Date(at)
  const period = Math.floor(((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()) / (MONTHS[globalHoldout.period as string] ?? 1))
  const standing = book.arms.get(GLOBAL)
  const place = bucket(`simulation/${GLOBAL}/${period}/`, book.customer)
  const isNew = standing === undefined || standing.phase !== period
  const arm = isNew ? (place < (globalHoldout.holdoutBps as number) ? 'holdout' : 'treated') : standing.arm
  const assigned = isNew ? [{ experiment: GLOBAL, phase: period, arm, bucket: place, breakdowns: [] }] : []
  if (arm === 'holdout') return { ...seat, heldBy: 'global', assigned }
  return { ...seat, assigned: [...assigned, ...seat.assigned] }
}

/** Whether another experiment of the group has somebody who is not in this one: its longest window is open, or they are under way in it. */
export const isInOther = (book: Book, era: Era, file: CampaignFile, at: number): boolean => {
  const { group, testers } = comparingIn(file)
  if (group === undefined || book.arms.has(file.id) || testers?.[book.customer] !== undefined) return false
  return latestOf(era).some((other) => {
    if (other.file.id === file.id || comparingIn(other.file).group !== group) return false
    const exposure = book.arms.get(other.file.id)
    const metrics = exposure === undefined ? [] : (experimentOf(era, other.file.id, exposure.phase)?.metrics ?? [])
    const isOpen = exposure !== undefined && at <= exposure.at + Math.max(0, ...metrics.map(({ windowMs }) => windowMs))
    return isOpen || book.journeys.some(({ campaign }) => campaign.id === other.file.id)
  })
}
