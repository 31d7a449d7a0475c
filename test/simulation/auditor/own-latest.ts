import type { Era, Published } from '../world/definitions.ts'

/** The version of each campaign that takes entries in an era. */
export const latestOf = ({ campaigns }: Era): readonly Published[] =>
  campaigns
    .filter(({ campaign }) => !campaigns.some((other) => other.campaign.id === campaign.id && other.campaign.version > campaign.version))
    .sort((a, b) => (a.campaign.id < b.campaign.id ? -1 : 1))
