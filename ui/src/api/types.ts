import type { components } from './schema.gen';

type Schemas = components['schemas'];

export type Problem = Schemas['Problem'];
export type ProblemIssue = Schemas['ProblemIssue'];
export type TokenReply = Schemas['TokenReply'];
export type Me = Schemas['Me'];
export type Grant = Schemas['Grant'];
export type Permission = Schemas['Permission'];
export type PermissionScope = Schemas['Scope'];
export type Cluster = Schemas['Cluster'];
export type ClusterState = Schemas['ClusterState'];
export type CheckReport = Schemas['CheckReport'];
export type CheckState = Schemas['CheckState'];
export type Kind = Schemas['Kind'];
export type Column = Schemas['Column'];
export type ColumnType = Column['type'];
export type Health = Schemas['Health'];
export type Sync = Schemas['Sync'];
export type ResourceItem = Schemas['ResourceItem'];
export type ResourcePage = Schemas['ResourcePage'];
export type ResourceDetail = Schemas['ResourceDetail'];
export type Condition = Schemas['Condition'];
export type DiffEntry = Schemas['DiffEntry'];
export type Finding = Schemas['Finding'];
export type Remedy = Schemas['Remedy'];
/** One operation of a JSON patch (RFC 6902); `from` is of a move, `value` of an add or replace. */
export interface PatchOperation {
  op: Schemas['PatchOp'];
  path: string;
  from?: string | null;
  value?: unknown;
}
export type KindFields = Schemas['KindFields'];
export type FieldShape = Schemas['FieldShape'];
export type Gravity = Schemas['Gravity'];
export type Preview = Schemas['Preview'];
export type ChangeResult = Schemas['ChangeResult'];
export type IntentItem = Schemas['IntentItem'];
export type RunState = Schemas['RunState'];
export type RunItem = Schemas['RunItem'];
export type RunDetail = Schemas['RunDetail'];
export type RunStep = Schemas['RunStep'];
export type RunPage = Schemas['RunPage'];
export type KubernetesEvent = Schemas['KubernetesEvent'];
export type AuditItem = Schemas['AuditItem'];
export type AuditPage = Schemas['AuditPage'];
export type AuditHead = Schemas['AuditHead'];
export type Overview = Schemas['Overview'];
export type AttentionItem = Schemas['AttentionItem'];
export type Action = Schemas['Action'];
export type ActionBrief = Schemas['ActionBrief'];
export type ActionList = Schemas['ActionList'];
export type ActionParameter = Schemas['ActionParameter'];
export type Relation = Schemas['Relation'];
export type RelationTree = Schemas['RelationTree'];
export type User = Schemas['User'];
export type UserPage = Schemas['UserPage'];
export type Role = Schemas['Role'];
export type Binding = Schemas['Binding'];
export type NewBinding = Schemas['NewBinding'];
export type UserSession = Schemas['Session'];
export type Certificate = Schemas['Certificate'];
export type Validity = Schemas['Validity'];
export type NamespacePolicy = Schemas['NamespacePolicy'];
export type PolicyItem = Schemas['PolicyItem'];
export type KeptLog = Schemas['KeptLog'];
export type Pod = Schemas['Pod'];
export type BrokerLoad = Schemas['BrokerLoad'];
export type ConnectorOffsets = Schemas['ConnectorOffsets'];
export type PastApplication = Schemas['PastApplication'];
export type StateChange = Schemas['StateChange'];
export type Queue = Schemas['Queue'];
export type Submission = Schemas['Submission'];
export type SubmissionMove = Schemas['SubmissionMove'];
export type PlanState = Schemas['PlanState'];
export type PlanType = Schemas['PlanType'];
export type PlanItem = Schemas['PlanItem'];
export type PlanDetail = Schemas['PlanDetail'];
export type PlanStep = Schemas['PlanStep'];
export type PlanPreview = Schemas['PlanPreview'];
export type PlanRequest = Schemas['PlanRequest'];
export type PlanTarget = Schemas['PlanTarget'];

/** A Kubernetes object as plain data. */
export type Manifest = Record<string, unknown>;

/** What names one resource in the API's addresses. */
export interface ResourceRef {
  cluster: string;
  namespace: string;
  plural: string;
  name: string;
}
