import { createContext, use } from 'react';
import type { LiveState } from '@/api/live';

/** How the live connection is doing; the frame provides it. */
export const LiveContext = createContext<LiveState>({ kind: 'connecting' });

export function useLiveState(): LiveState {
  return use(LiveContext);
}
