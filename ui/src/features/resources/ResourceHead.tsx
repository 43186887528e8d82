import { Divider, DropdownItem, DropdownList } from '@patternfly/react-core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ResourceDetail, ResourceRef } from '@/api/types';
import { useActions } from '@/shared/data/actions';
import { useCan } from '@/shared/data/me';
import { announce } from '@/shared/lib/announce';
import { copyText } from '@/shared/lib/clipboard';
import { kindWords } from '@/shared/lib/format';
import { listTitle } from '@/shared/pages';
import { healthLook, isUnderWay, runLook, syncLook } from '@/shared/status';
import { ClusterName } from '@/shared/ui/ClusterName';
import { LinkButton } from '@/shared/ui/LinkButton';
import { Menu } from '@/shared/ui/Menu';
import { PageHead } from '@/shared/ui/PageHead';
import { Reason } from '@/shared/ui/Reason';
import { StatusLabel } from '@/shared/ui/StatusText';
import { Age } from '@/shared/ui/Times';
import { EditIcon, MenuIcon } from '@/shared/ui/icons';
import { ActionMenu, MainAction } from './actions/ActionMenu';
import { AdoptDialog } from './AdoptDialog';
import { DetachDialog } from './DetachDialog';

interface Props {
  resource: ResourceDetail;
  reference: ResourceRef;
}

export function ResourceHead({ resource, reference, onAct }: Props & { onAct: (action: string) => void }) {
  const can = useCan();
  const actions = useActions(reference).data;
  const run = resource.run && isUnderWay(resource.run.state) ? resource.run : null;
  return (
    <PageHead
      title={resource.name}
      documentTitle={`${resource.name} · ${kindWords(resource.kind)}`}
      before={
        <nav className="nx-row nx-small nx-subtle" aria-label="Where this is">
          <Link to="/resources/$plural" params={{ plural: resource.plural }} className="nx-link">
            {listTitle(resource.plural)}
          </Link>
          <span aria-hidden>/</span>
          <Link to="/clusters/$cluster" params={{ cluster: resource.cluster }} className="nx-link">
            <ClusterName name={resource.cluster} />
          </Link>
          <span aria-hidden>/</span>
          <span>{resource.namespace}</span>
        </nav>
      }
      actions={
        <>
          <MainAction list={actions} onChoose={onAct} />
          {can('resources:write', resource) && (
            <LinkButton variant={actions?.main ? 'secondary' : 'primary'} to="/clusters/$cluster/namespaces/$namespace/$plural/$name/edit" params={{ ...reference }} icon={<EditIcon />}>
              Edit
            </LinkButton>
          )}
          <ActionMenu list={actions} reference={reference} onChoose={onAct} />
          <MoreMenu resource={resource} reference={reference} />
        </>
      }
    >
      <div className="nx-row">
        <StatusLabel look={healthLook[resource.health]} />
        <StatusLabel look={syncLook[resource.sync]} />
        {run && (
          <Link to="/runs/$id" params={{ id: run.id }}>
            <StatusLabel look={runLook[run.state]}>{`Change ${runLook[run.state].word.toLowerCase()}`}</StatusLabel>
          </Link>
        )}
        <span className="nx-small nx-subtle">
          {kindWords(resource.kind)} · age <Age at={resource.created_at} />
          {resource.revision != null && ` · revision ${resource.revision}`}
        </span>
      </div>
      {resource.health !== 'Healthy' && <Reason words={resource.words} raw={resource.reason} />}
    </PageHead>
  );
}

function MoreMenu({ resource, reference }: Props) {
  const [adopting, setAdopting] = useState(false);
  const [detaching, setDetaching] = useState(false);
  const can = useCan();
  const navigate = useNavigate();
  const write = can('resources:write', resource);
  const remove = can('resources:delete', resource);
  const base = '/clusters/$cluster/namespaces/$namespace/$plural/$name';
  const params = { ...reference };
  const command = `nexa get ${resource.plural} ${resource.name} --cluster ${resource.cluster} -n ${resource.namespace} -o yaml`;
  return (
    <>
      <Menu
        popperProps={{ position: 'right' }}
        toggle={{ variant: 'plain', 'aria-label': 'More', icon: <MenuIcon /> }}
      >
        <DropdownList>
          {write && resource.revision != null && (
            <DropdownItem onClick={() => void navigate({ to: base, params, search: { tab: 'changes' } })} description="Choose an earlier revision">
              Roll back
            </DropdownItem>
          )}
          {write && resource.observed && resource.sync !== 'InSync' && (
            <DropdownItem onClick={() => setAdopting(true)} description="Make the live object the desired state">
              Adopt
            </DropdownItem>
          )}
          {write && resource.observed && resource.desired && (
            <DropdownItem onClick={() => setDetaching(true)} description="Leave it as it is, and let others manage it">
              Detach
            </DropdownItem>
          )}
          <DropdownItem onClick={() => void copyText(command).then(() => announce('Copied'))} description={command}>
            Copy as command
          </DropdownItem>
          {remove && <Divider />}
          {remove && (
            <DropdownItem isDanger onClick={() => void navigate({ to: `${base}/delete`, params })}>
              Delete
            </DropdownItem>
          )}
        </DropdownList>
      </Menu>
      {detaching && <DetachDialog reference={reference} onClose={() => setDetaching(false)} />}
      {adopting && <AdoptDialog resource={resource} reference={reference} onClose={() => setAdopting(false)} />}
    </>
  );
}
