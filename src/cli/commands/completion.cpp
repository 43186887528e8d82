#include "cli/completion.hpp"

#include <iostream>

#include "cli/command.hpp"

namespace nexa::cli {
namespace {

/// One command of the tree: the words that lead to it, and what may follow.
struct Node {
    std::string path;  ///< "runs show"; "" for the program itself.
    std::vector<const CLI::App*> commands;
    std::vector<const CLI::Option*> options;
};

void collect(const CLI::App& app, const std::string& path, std::vector<Node>& into) {
    Node node{path, {}, {}};
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (!command->get_name().empty() && !command->get_group().empty()) node.commands.push_back(command);
    }
    for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
        if (option->nonpositional() && !option->get_group().empty()) node.options.push_back(option);
    }
    into.push_back(node);
    for (const CLI::App* command : node.commands) collect(*command, path + (path.empty() ? "" : " ") + command->get_name(), into);
}

std::vector<Node> tree(const CLI::App& app) {
    std::vector<Node> nodes;
    collect(app, "", nodes);
    return nodes;
}

/// "-o --output"
std::vector<std::string> spellings(const CLI::Option& option) {
    std::vector<std::string> all;
    for (const std::string& name : option.get_snames()) all.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) all.push_back("--" + name);
    return all;
}

std::string words_after(const Node& node) {
    std::string words;
    for (const CLI::App* command : node.commands) words += command->get_name() + " ";
    for (const CLI::Option* option : node.options) {
        for (const std::string& spelling : spellings(*option)) words += spelling + " ";
    }
    return words;
}

bool takes_kind(std::string_view path) {
    return path == "get" || path == "describe" || path == "why" || path == "explain" || path == "delete" || path == "rollback";
}

/// Inside single quotes of a shell.
std::string shell_quote(std::string_view text) {
    std::string out = "'";
    for (const char letter : text) {
        if (letter == '\'') {
            out += "'\\''";
        } else {
            out += letter;
        }
    }
    return out + "'";
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
    const std::string program = app.get_name().empty() ? "nexa" : app.get_name();
    std::string script = fmt::format("# bash completion for {0}; load it with: source <({0} completion bash)\n_{0}() {{\n", program);
    script += R"(    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path= word words kinds
    COMPREPLY=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case "$path $word" in
)";
    const auto nodes = tree(app);
    for (const Node& node : nodes) {
        if (node.path.empty()) continue;
        // A word is looked for behind the path that came before it, which is empty for the first.
        const bool is_first = !node.path.contains(' ');
        script += fmt::format("            {}) path={} ;;\n", shell_quote((is_first ? " " : "") + node.path), shell_quote(node.path));
    }
    script += R"(        esac
    done
    case "$previous" in
        -o|--output) COMPREPLY=($(compgen -W 'table wide name json yaml' -- "$current")); return ;;
        -f|--filename|--kubeconfig|--ca-file) COMPREPLY=($(compgen -f -- "$current")); return ;;
    esac
    case "$path" in
)";
    for (const Node& node : nodes) {
        script += fmt::format("        {}) words={}; kinds={} ;;\n", shell_quote(node.path), shell_quote(words_after(node)),
                              takes_kind(node.path) ? "yes" : "");
    }
    script += fmt::format(R"(    esac
    if [[ -n $kinds && $current != -* && $previous == "${{path##* }}" ]]; then
        words=$({0} kinds -o name 2>/dev/null)
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _{0} {0}
)",
                          program);
    return script;
}

std::string zsh_completion(const CLI::App& app) {
    const std::string program = app.get_name().empty() ? "nexa" : app.get_name();
    // zsh runs bash's completions; one script is kept right instead of two.
    return fmt::format(
        "#compdef {0}\n# zsh completion for {0}; load it with: source <({0} completion zsh)\nautoload -U +X bashcompinit && "
        "bashcompinit\n{1}",
        program, bash_completion(app));
}

std::string fish_completion(const CLI::App& app) {
    const std::string program = app.get_name().empty() ? "nexa" : app.get_name();
    std::string script =
        fmt::format("# fish completion for {0}; load it with: {0} completion fish | source\ncomplete -c {0} -f\n", program);
    for (const Node& node : tree(app)) {
        std::string condition = "__fish_use_subcommand";
        if (!node.path.empty()) {
            condition.clear();
            std::string_view rest = node.path;
            while (!rest.empty()) {
                const std::string_view word = rest.substr(0, rest.find(' '));
                condition += fmt::format("{}__fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ", word);
                rest.remove_prefix(std::min(rest.size(), word.size() + 1));
            }
        }
        for (const CLI::App* command : node.commands) {
            script += fmt::format("complete -c {} -n {} -a {} -d {}\n", program, shell_quote(condition), command->get_name(),
                                  shell_quote(command->get_description()));
        }
        for (const CLI::Option* option : node.options) {
            std::string names;
            for (const std::string& name : option->get_snames()) names += " -s " + name;
            for (const std::string& name : option->get_lnames()) names += " -l " + name;
            const bool takes_value = option->get_items_expected_max() > 0;
            const bool takes_file = option->check_lname("filename") || option->check_lname("kubeconfig") || option->check_lname("ca-file");
            script += fmt::format("complete -c {} -n {}{}{}{} -d {}\n", program, shell_quote(condition), names, takes_value ? " -r" : "",
                                  takes_file ? " -F" : "", shell_quote(option->get_description()));
        }
        if (takes_kind(node.path))
            script += fmt::format("complete -c {0} -n {1} -a '({0} kinds -o name 2>/dev/null)'\n", program, shell_quote(condition));
    }
    return script;
}

void add_completion(CLI::App& app, Context& context) {
    const auto shell = std::make_shared<std::string>();
    auto* command = app.add_subcommand("completion", "Print a completion script for a shell");
    command->add_option("shell", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""));
    command->callback([&app, &context, shell] {
        context.out << (*shell == "bash"  ? bash_completion(app)
                        : *shell == "zsh" ? zsh_completion(app)
                                          : fish_completion(app))
                    << std::flush;
        context.exit_code = 0;
    });
}

}  // namespace nexa::cli
