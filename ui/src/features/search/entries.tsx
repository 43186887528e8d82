import type { UseNavigateResult } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import type { ActionList, Cluster, Kind, ResourceItem, ResourceRef } from '@/api/types';
import { session } from '@/api/session';
import type { Can } from '@/shared/data/me';
import { kindInSentence, kindWords } from '@/shared/lib/format';
import { remembered } from '@/shared/lib/storage';
import { setTheme } from '@/shared/lib/theme';
import { overviewPage, pageGroups } from '@/shared/pages';
import { clusterLook, healthLook } from '@/shared/status';
import { AddIcon, DarkThemeIcon, HistoryIcon, KeyboardIcon, KubernetesIcon, LightThemeIcon, LockIcon, PersonIcon, PlayIcon } from '@/shared/ui/icons';

/** One thing that can be chosen. */
export interface Entry {
  id: string;
  title: string;
  /** What it is, or where. */
  note?: string;
  icon: ComponentType;
  tone?: string;
  run: () => void;
}

export interface Section {
  title: string;
  entries: Entry[];
}

interface Recent {
  cluster: string;
  namespace: string;
  plural: string;
  kind: string;
  name: string;
}

const recentKey = 'recent';

export function rememberRecent(item: Recent): void {
  const { cluster, namespace, plural, kind, name } = item;
  const others = remembered.get<Recent[]>(recentKey, []).filter((each) => !(each.name === name && each.plural === plural && each.namespace === namespace && each.cluster === cluster));
  remembered.set(recentKey, [{ cluster, namespace, plural, kind, name }, ...others].slice(0, 6));
}

type Navigate = UseNavigateResult<string>;

const resourcePath = '/clusters/$cluster/namespaces/$namespace/$plural/$name';

function open(navigate: Navigate, item: Recent): () => void {
  return () => {
    rememberRecent(item);
    void navigate({ to: resourcePath, params: { cluster: item.cluster, namespace: item.namespace, plural: item.plural, name: item.name } });
  };
}

export function resourceEntries(items: readonly ResourceItem[], navigate: Navigate): Entry[] {
  return items.map((item) => ({
    id: `resource-${item.cluster}-${item.namespace}-${item.plural}-${item.name}`,
    title: item.name,
    note: `${kindWords(item.kind)} · ${item.cluster} / ${item.namespace}`,
    icon: healthLook[item.health].icon,
    tone: healthLook[item.health].tone,
    run: open(navigate, item),
  }));
}

export function clusterEntries(clusters: readonly Cluster[], navigate: Navigate): Entry[] {
  return clusters.map((cluster) => ({
    id: `cluster-${cluster.name}`,
    title: cluster.name,
    note: [clusterLook[cluster.state].word, cluster.kubernetes_version && `Kubernetes ${cluster.kubernetes_version}`].filter(Boolean).join(' · '),
    icon: KubernetesIcon,
    run: () => void navigate({ to: '/clusters/$cluster', params: { cluster: cluster.name } }),
  }));
}

export function recentEntries(navigate: Navigate): Entry[] {
  return remembered.get<Recent[]>(recentKey, []).map((item) => ({
    id: `recent-${item.cluster}-${item.namespace}-${item.plural}-${item.name}`,
    title: item.name,
    note: `${kindWords(item.kind)} · ${item.cluster} / ${item.namespace}`,
    icon: HistoryIcon,
    run: open(navigate, item),
  }));
}

export function pageEntries(can: Can, navigate: Navigate): Entry[] {
  return [overviewPage, ...pageGroups.flatMap((group) => group.pages)]
    .filter((page) => can(page.permission))
    .map((page) => ({
      id: `page-${page.fullTitle}`,
      title: page.fullTitle,
      icon: page.icon,
      run: () => void navigate({ to: page.to, params: page.plural ? { plural: page.plural } : {} } as never),
    }));
}

export function actionEntries(kinds: readonly Kind[], can: Can, navigate: Navigate, onHelp: () => void): Entry[] {
  const shown = new Set(pageGroups.flatMap((group) => group.pages.map((page) => page.plural)));
  return [
    ...(can('resources:write')
      ? kinds
          .filter((kind) => shown.has(kind.plural))
          .map((kind) => ({ id: `create-${kind.plural}`, title: `Create ${kindInSentence(kind.kind)}`, icon: AddIcon, run: () => void navigate({ to: '/resources/$plural/new', params: { plural: kind.plural } }) }))
      : []),
    ...(can('clusters:write') ? [{ id: 'add-cluster', title: 'Add a cluster', icon: AddIcon, run: () => void navigate({ to: '/add-cluster' }) }] : []),
    { id: 'light', title: 'Light theme', icon: LightThemeIcon, run: () => setTheme('light') },
    { id: 'dark', title: 'Dark theme', icon: DarkThemeIcon, run: () => setTheme('dark') },
    { id: 'account', title: 'Sessions and password', icon: LockIcon, run: () => void navigate({ to: '/account' }) },
    { id: 'keys', title: 'Keys', icon: KeyboardIcon, run: onHelp },
    { id: 'sign-out', title: 'Sign out', icon: PersonIcon, run: () => void session.signOut() },
  ];
}

/** The actions of a resource that are offered now, the way on first: each opens its dialog. */
export function offeredEntries(ref: ResourceRef, list: ActionList, navigate: Navigate): Entry[] {
  return list.items
    .filter((action) => action.offered)
    .toSorted((a, b) => Number(b.id === list.main) - Number(a.id === list.main))
    .map((action) => ({
      id: `offered-${action.id}`,
      title: action.title,
      note: ref.name,
      icon: PlayIcon,
      run: () => void navigate({ to: resourcePath, params: { ...ref }, search: (old) => ({ ...old, action: action.id }) }),
    }));
}

/** Entries whose title holds every word of the text. */
export function matching(entries: readonly Entry[], text: string): Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => words.every((word) => entry.title.toLowerCase().includes(word)));
}
