// PatternFly's tokens and reset; each component brings its own styles along.
import '@patternfly/react-core/dist/styles/base.css';
import '@/shared/ui/base.css';
