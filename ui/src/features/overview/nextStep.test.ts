import { describe, expect, it } from 'vitest';
import type { AttentionItem } from '@/api/types';
import { grant, operatorRights, topic, viewerRights } from '@/test/fixtures';
import { permits, type Permission } from '@/shared/lib/permissions';
import type { Can } from '@/shared/data/me';
import { nextStep } from './nextStep';

const may = (rights: readonly Permission[]): Can => (permission, place) => permits(rights.map(grant), permission, place);
const operator = may(operatorRights);
const viewer = may(viewerRights);
const rerun = { id: 'rerun', title: 'Run again', gravity: 'rerun' as const, destroys: false, several: true };
const item = (over: Partial<AttentionItem>): AttentionItem => ({ ...topic({ health: 'Degraded' }), action: null, ...over });
const failed = (message: string) => ({ id: 'r1', state: 'failed' as const, message, words: message });

describe('the next step', () => {
  it('is the action that leads on, for one who may', () => {
    expect(nextStep(item({ action: rerun }), operator)).toEqual({ words: 'Run again', action: 'rerun' });
    expect(nextStep(item({ action: rerun }), viewer)).toEqual({ words: 'See its conditions' });
  });
  it('is not an action whose further right is missing', () =>
    expect(nextStep(item({ action: { ...rerun, destroys: true } }), may(['actions:execute']))).toEqual({ words: 'See its conditions' }));
  it('is the failed run, where it is tried again', () => {
    expect(nextStep(item({ run: failed('timed out') }), operator)).toEqual({ words: 'Retry the run', run: 'r1' });
    expect(nextStep(item({ run: failed('timed out') }), viewer)).toEqual({ words: 'See the failed run', run: 'r1' });
    expect(nextStep(item({ run: failed('spec.x (managed by "kubectl")') }), operator).words).toBe('See the failed run');
  });
  it('is else where one reads why', () => {
    expect(nextStep(item({ health: 'Missing' }), viewer)).toMatchObject({ tab: 'yaml' });
    expect(nextStep(item({ kind: 'SparkApplication' }), viewer)).toMatchObject({ tab: 'logs' });
  });
});
