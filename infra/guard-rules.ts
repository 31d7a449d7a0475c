/**
 * Rules of AWS Control Tower's proactive controls (cfn-guard) that do not fit this system anywhere, each with its reason. What does not fit
 * one resource alone is acknowledged beside that resource.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export const GUARD = 'cdk-validator-cfnguard'

/** The rules as they are shipped: a folder for each service. */
export const ALL_RULES = join(
  dirname(createRequire(import.meta.url).resolve('@cdklabs/cdk-validator-cfnguard/package.json')),
  'rules/control-tower/cfn-guard',
)

/** Those of services that are used here; all 237 would take three times as long, to find nothing. A test looks whether one is missing. */
export const RULES: readonly string[] = [
  'apigateway',
  'cloudfront',
  'cloudwatch',
  'dynamodb',
  'identityandaccessmanagement',
  'keymanagementservice',
  'lambda',
  's3',
  'sqs',
].map((service) => join(ALL_RULES, service))

export const RULES_THAT_DO_NOT_FIT: Readonly<Record<string, string>> = {
  [`${GUARD}::lambda_inside_vpc_check`]:
    'Functions reach AWS services alone, and by name; in a network of our own they would need a gateway for $32 a month, and could reach more.',
  [`${GUARD}::lambda_function_public_access_prohibited_check`]:
    'Every permission names the ARN of the API or rule that may call; the rule reads ARNs only where they are plain text.',
  [`${GUARD}::cloudwatch_log_group_retention_period_check`]:
    'Logs hold no facts, which lie in the table for ever; how long they are kept is the stage’s choice, and shorter is better for those they might concern.',
  [`${GUARD}::cloudwatch_log_group_encrypted_check`]:
    'CloudWatch encrypts every log with a key of its own; logs hold neither addresses nor traits, so a second key would protect nothing more.',
}
