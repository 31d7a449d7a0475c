/** Findings of cdk-nag that stand as they are, each with its reason where it is made. */
import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import { GUARD } from './guard-rules.ts'

/** Says why these rules do not apply to this construct and what is in it. */
export const acknowledge = (construct: IConstruct, reasons: Readonly<Record<string, string>>): void => {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason })
}

/** Says why a route of an API asks nobody who they are. */
export const openTo = (route: IConstruct, reason: string): void => {
  acknowledge(route, { 'AwsSolutions-APIG4': reason, [`${GUARD}::api_gw_v2_authorization_type_configured_check`]: reason })
}
