import { randomBytes } from 'node:crypto'

/** A new text for the salts of a campaign: 96 bits, which nobody guesses or draws twice. */
export const drawSalt = (): string => randomBytes(12).toString('base64url')
