import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { Binding, NewBinding, Permission, Role } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { compact } from '@/shared/lib/search';
import { pageSize } from '@/shared/table/paging';

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** All items of a list, page after page. Roles and bindings are few beside what they are about. */
async function all<T>(page: (cursor: Record<string, string>) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const answer: Page<T> = await page(cursor === null ? {} : { cursor });
    items.push(...answer.items);
    cursor = answer.next_cursor;
  } while (cursor !== null);
  return items;
}

export function useUsers(search: { q?: string | undefined; sort?: string | undefined; cursor?: string | undefined }, limit = pageSize) {
  const params = compact({ q: search.q, sort: search.sort, cursor: search.cursor });
  return useQuery({
    queryKey: keys.users({ ...params, limit: String(limit) }),
    queryFn: ({ signal }) => need(api.GET('/api/v1/users', { params: { query: { ...params, limit } }, signal })),
    placeholderData: (old) => old,
  });
}

export function useRoles(enabled: boolean) {
  return useQuery<Role[]>({
    queryKey: keys.roles,
    queryFn: ({ signal }) => all((cursor) => need(api.GET('/api/v1/roles', { params: { query: { ...cursor, limit: 500 } }, signal }))),
    enabled,
  });
}

export function useBindings(enabled: boolean) {
  return useQuery<Binding[]>({
    queryKey: keys.bindings,
    queryFn: ({ signal }) => all((cursor) => need(api.GET('/api/v1/bindings', { params: { query: { ...cursor, limit: 500 } }, signal }))),
    enabled,
  });
}

/** A change of people, roles or bindings: each shows in the lists of the others, and in what oneself may do. */
function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => Promise.all([['users'], keys.roles, keys.bindings, keys.me].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useCreateUser() {
  return useChange((body: { name: string; display_name?: string }) => need(api.POST('/api/v1/users', { body })));
}

export function useChangeUser(name: string) {
  return useChange((body: { display_name?: string; disabled?: boolean }) => need(api.PATCH('/api/v1/users/{name}', { params: { path: { name } }, body })));
}

export function useRemoveUser(name: string) {
  return useChange(() => need(api.DELETE('/api/v1/users/{name}', { params: { path: { name } } })));
}

export function useSetPassword(name: string) {
  return useChange((password: string) => need(api.POST('/api/v1/users/{name}/password', { params: { path: { name } }, body: { password } })));
}

interface RoleBody {
  name: string;
  description: string;
  permissions: Permission[];
}

export function useSaveRole(isNew: boolean) {
  return useChange(({ name, ...rest }: RoleBody) =>
    isNew ? need(api.POST('/api/v1/roles', { body: { name, ...rest } })) : need(api.PATCH('/api/v1/roles/{name}', { params: { path: { name } }, body: rest })),
  );
}

export function useRemoveRole(name: string) {
  return useChange(() => need(api.DELETE('/api/v1/roles/{name}', { params: { path: { name } } })));
}

export function useGiveRole() {
  return useChange((body: NewBinding) => need(api.POST('/api/v1/bindings', { body })));
}

export function useTakeRole(id: string) {
  return useChange(() => need(api.DELETE('/api/v1/bindings/{id}', { params: { path: { id } } })));
}
