#include <iostream>

#include "cli/command.hpp"
#include "cli/manifests.hpp"
#include "data/manifest_versions.hpp"
#include "data/object.hpp"
#include "wire/yaml.hpp"

namespace nexa::cli {
namespace {

struct ConvertOptions {
    std::vector<std::string> files;
    bool recursive = false;
    std::string to;
    std::string release;
};

/// One document, in the version asked for; as it was when its kind is not Nexa's or does not have that version.
struct Converted {
    std::string text;
    std::vector<std::string> notes;
    std::string title;
};

Outcome<Converted> convert_one(const wire::YamlDocument& document, const ConvertOptions& options) {
    Converted made{document.text, {}, {}};
    const auto* object = document.value.if_object();
    if (object == nullptr) return made;
    made.title = fmt::format("{} {}", text_at(*object, {"kind"}), text_at(*object, {"metadata", "name"}));
    const auto api_version = text_at(*object, {"apiVersion"});
    const auto group = api_version.substr(0, api_version.find('/'));
    const Kind* kind = find_kind(group, text_at(*object, {"kind"}));
    if (kind == nullptr) return made;
    const auto has = [&](std::string_view version) { return std::ranges::find(kind->ref.versions, version) != kind->ref.versions.end(); };
    const auto from = api_version.substr(api_version.rfind('/') + 1);
    if (from == options.to || !has(options.to)) return made;
    if (!has(from)) return usage(fmt::format("{}: {} is not a version that is known here", made.title, api_version));
    auto translation = translate(*object, *kind, options.to, options.release);
    if (!translation) return give_up({Exit::refused, std::move(translation.error().message), std::move(translation.error().issues), {}, 0});
    made.text = wire::to_yaml(translation->document);
    made.notes = std::move(translation->notes);
    made.notes.insert(made.notes.begin(), fmt::format("{} became {}/{}", api_version, group, options.to));
    return made;
}

/// Nothing is written unless everything can be.
Exit convert(Context& context, const ConvertOptions& given) {
    ConvertOptions options = given;
    if (const auto slash = options.to.rfind('/'); slash != std::string::npos) options.to.erase(0, slash + 1);
    const bool known = std::ranges::any_of(
        kinds(), [&](const Kind& kind) { return std::ranges::find(kind.ref.versions, options.to) != kind.ref.versions.end(); });
    if (!known)
        return context.report(usage(fmt::format("\"{}\" is no API version of any kind here; say v1 or v1beta2", options.to)).error());
    const auto files = read_manifests(context, options.files, options.recursive);
    if (!files) return context.report(files.error());
    std::vector<Converted> all;
    Exit exit = Exit::done;
    for (const ManifestFile& file : *files) {
        const auto documents = wire::parse_yaml(file.text);
        if (!documents) {
            exit = context.report(usage(fmt::format("{}: {}", file.name, documents.error().message)).error());
            continue;
        }
        for (const auto& document : *documents) {
            auto made = convert_one(document, options);
            if (made) {
                all.push_back(std::move(*made));
                continue;
            }
            context.err << context.error_style.bold(printable(fmt::format("{}, line {}", file.name, document.line))) << "\n";
            exit = context.report(made.error());
        }
    }
    if (exit != Exit::done) return exit;
    for (std::size_t index = 0; index < all.size(); ++index) {
        const auto& each = all[index];
        context.out << (index == 0 ? "" : "---\n") << each.text << (each.text.ends_with('\n') ? "" : "\n");
        for (const auto& note : each.notes) context.err << context.error_style.dim(printable(each.title + ": " + note)) << "\n";
    }
    context.out << std::flush;
    return Exit::done;
}

}  // namespace

void add_convert(CLI::App& app, Context& context) {
    const auto options = std::make_shared<ConvertOptions>();
    auto* command = app.add_subcommand("convert", "Write manifests in another API version, without a server");
    command->add_option("-f,--filename", options->files, "A file, a folder, or - for standard input (may be repeated)")
        ->required()
        ->option_text("PATH ...")
        ->allow_extra_args(false);
    command->add_flag("-R,--recursive", options->recursive, "Look into the folders below too");
    command->add_option("--to", options->to, "The version: v1 or v1beta2")->required()->option_text("VERSION");
    command
        ->add_option("--strimzi", options->release, "The release that is to have it, such as 0.48.0 (default: the newest of that version)")
        ->option_text("RELEASE");
    command->callback([&context, options] { context.exit_code = static_cast<int>(convert(context, *options)); });
}

}  // namespace nexa::cli
