import { Modal, ModalBody, ModalHeader } from '@patternfly/react-core';
import { useActiveHotkeys } from '@/shared/lib/hotkeys';

const shown: Record<string, string> = { 'mod+k': 'Ctrl K' };

/** The keys that work on this page. */
export default function HelpDialog({ onClose }: { onClose: () => void }) {
  const layers = useActiveHotkeys().filter((layer) => layer.keys.length > 0);
  return (
    <Modal isOpen onClose={onClose} variant="medium" aria-labelledby="help-title">
      <ModalHeader title="Keys" labelId="help-title" />
      <ModalBody>
        <div className="nx-help">
          {layers.map((layer) => (
            <section key={layer.title}>
              <h2 className="nx-small nx-subtle">{layer.title}</h2>
              <dl>
                {layer.keys.map((key) => (
                  <div key={key.keys} className="nx-help__row">
                    <dt>
                      {(shown[key.keys] ?? key.keys).split(' ').map((part) => (
                        <kbd key={part} className="nx-kbd">
                          {part}
                        </kbd>
                      ))}
                    </dt>
                    <dd>{key.words}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </ModalBody>
    </Modal>
  );
}
