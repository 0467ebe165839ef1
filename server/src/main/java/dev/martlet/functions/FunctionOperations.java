package dev.martlet.functions;

import dev.martlet.code.CodeTrees;
import dev.martlet.dispatch.Dispatcher;
import dev.martlet.dispatch.Events;
import dev.martlet.http.Exchange;
import dev.martlet.model.BlobStore;
import dev.martlet.model.Call;
import dev.martlet.model.Clock;
import dev.martlet.model.Runtimes;
import dev.martlet.model.Unwritten;
import dev.martlet.wire.shape.Unit;
import dev.martlet.wire.shape.lambda.AliasConfiguration;
import dev.martlet.wire.shape.lambda.Concurrency;
import dev.martlet.wire.shape.lambda.CreateAliasRequest;
import dev.martlet.wire.shape.lambda.CreateFunctionRequest;
import dev.martlet.wire.shape.lambda.DeleteAliasRequest;
import dev.martlet.wire.shape.lambda.DeleteFunctionConcurrencyRequest;
import dev.martlet.wire.shape.lambda.DeleteFunctionRequest;
import dev.martlet.wire.shape.lambda.DeleteFunctionResponse;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.GetAccountSettingsRequest;
import dev.martlet.wire.shape.lambda.GetAccountSettingsResponse;
import dev.martlet.wire.shape.lambda.GetAliasRequest;
import dev.martlet.wire.shape.lambda.GetFunctionConcurrencyRequest;
import dev.martlet.wire.shape.lambda.GetFunctionConcurrencyResponse;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.GetFunctionRequest;
import dev.martlet.wire.shape.lambda.GetFunctionResponse;
import dev.martlet.wire.shape.lambda.InvocationRequest;
import dev.martlet.wire.shape.lambda.InvocationResponse;
import dev.martlet.wire.shape.lambda.ListAliasesRequest;
import dev.martlet.wire.shape.lambda.ListAliasesResponse;
import dev.martlet.wire.shape.lambda.ListFunctionsRequest;
import dev.martlet.wire.shape.lambda.ListFunctionsResponse;
import dev.martlet.wire.shape.lambda.ListTagsRequest;
import dev.martlet.wire.shape.lambda.ListTagsResponse;
import dev.martlet.wire.shape.lambda.ListVersionsByFunctionRequest;
import dev.martlet.wire.shape.lambda.ListVersionsByFunctionResponse;
import dev.martlet.wire.shape.lambda.PublishVersionRequest;
import dev.martlet.wire.shape.lambda.PutFunctionConcurrencyRequest;
import dev.martlet.wire.shape.lambda.TagResourceRequest;
import dev.martlet.wire.shape.lambda.UntagResourceRequest;
import dev.martlet.wire.shape.lambda.UpdateAliasRequest;
import dev.martlet.wire.shape.lambda.UpdateFunctionCodeRequest;
import dev.martlet.wire.shape.lambda.UpdateFunctionConfigurationRequest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The operations on functions, as {@code app} binds them. Each runs on its request's thread and
 * refuses with a {@link dev.martlet.model.ServiceError}. Safe for all threads.
 */
public final class FunctionOperations {
  /** Everything below it is {@link #download}'s. */
  public static final String CODE_FOLDER = CodeDownload.FOLDER;

  private static final System.Logger LOG = System.getLogger(FunctionOperations.class.getName());
  private static final Duration HOUSEKEEPING = Duration.ofMinutes(10);

  private final Functions functions;
  private final CodeTrees trees;
  private final CreateFunction create;
  private final UpdateFunction update;
  private final PublishVersion publish;
  private final Aliases aliases;
  private final Tags tags;
  private final ReservedConcurrency reserved;
  private final AccountSettings account;
  private final DeleteFunction delete;
  private final ReadFunctions read;
  private final Invoke invoke;
  private final CodeDownload download;
  private final Preparation preparation;
  private final CodeSweep sweep;
  private final Clock clock;
  private final Executor background;

  /** What the operations are made of. */
  public record Parts(
      Functions functions,
      BlobStore blobs,
      CodeTrees trees,
      Runtimes runtimes,
      Host host,
      CodeLinks links,
      Clock clock,
      Supplier<String> revisions,
      Executor background) {}

  /**
   * @param parts of which {@code revisions} gives a fresh UUID at every call, and {@code
   *     background} runs tasks that block on files, on few threads of its own
   */
  public FunctionOperations(Parts parts, Dispatcher dispatcher, Events events) {
    this(parts, Dispatch.by(dispatcher, events));
  }

  FunctionOperations(Parts parts, Dispatch dispatch) {
    functions = parts.functions();
    trees = parts.trees();
    clock = parts.clock();
    background = parts.background();
    Rules rules = new Rules(parts.host(), parts.runtimes());
    Shown shown = new Shown(parts.host(), parts.runtimes(), parts.trees().damaged()::contains);
    CodeIntake code = new CodeIntake(parts.blobs(), parts.trees());
    preparation =
        new Preparation(functions, parts.trees(), dispatch, clock, parts.revisions(), background);
    Publisher publisher = new Publisher(functions, preparation, clock, parts.revisions());
    sweep = new CodeSweep(functions, parts.blobs(), parts.trees(), clock);
    create =
        new CreateFunction(
            functions, rules, code, publisher, preparation, shown, clock, parts.revisions());
    Change change = new Change(functions, publisher, preparation, shown, clock);
    tags = new Tags(functions, rules, parts.revisions());
    reserved = new ReservedConcurrency(functions, parts.host());
    account = new AccountSettings(functions, parts.host());
    aliases = new Aliases(functions, preparation, parts.revisions());
    publish = new PublishVersion(change, publisher, shown);
    update = new UpdateFunction(change, rules, code, shown, parts.revisions());
    delete = new DeleteFunction(functions, dispatch);
    read = new ReadFunctions(functions, shown, parts.links());
    invoke = new Invoke(functions, dispatch);
    download = new CodeDownload(functions, parts.blobs());
  }

  /**
   * Removes what the last process left, and takes up what it left unfinished. To be called once,
   * before the first request.
   */
  public void start() {
    sweep.all();
    preparation.resume();
  }

  /**
   * Keeps house in the background, now and every ten minutes: what takes long and nobody waits for.
   * To be called once, when requests are answered.
   */
  public void keepHouse() {
    background.execute(
        () -> {
          attempt("Sweeping code", sweep::again);
          attempt("Taking up unfinished functions", preparation::resume);
          attempt("Deleting swept code", sweep::emptyTrash);
          var _ = clock.schedule(HOUSEKEEPING, this::keepHouse);
        });
  }

  /**
   * Another process may have had the database meanwhile: what it left unfinished is taken up in the
   * background.
   */
  public void lookAgain() {
    preparation.resume();
  }

  private static void attempt(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      if (failure instanceof Unwritten) {
        LOG.log(Level.WARNING, "{0} waits: {1}", what, failure.getMessage());
        return;
      }
      LOG.log(Level.ERROR, what + " failed; it will be tried again", failure);
    }
  }

  /**
   * The functions whose code was found damaged and has not come anew: {@code NAME}, and of a
   * version {@code NAME:7}. Blocks nobody.
   */
  public List<String> damaged() {
    return functions.using(trees.damaged());
  }

  public FunctionConfiguration create(Call call, CreateFunctionRequest request) {
    return create.create(call, request);
  }

  public GetFunctionResponse get(Call call, GetFunctionRequest request) {
    return read.get(call, request);
  }

  public FunctionConfiguration configuration(Call call, GetFunctionConfigurationRequest request) {
    return read.configuration(call, request);
  }

  public ListFunctionsResponse list(Call call, ListFunctionsRequest request) {
    return read.list(call, request);
  }

  public FunctionConfiguration publish(Call call, PublishVersionRequest request) {
    return publish.publish(call, request);
  }

  public ListVersionsByFunctionResponse listVersions(
      Call call, ListVersionsByFunctionRequest request) {
    return read.listVersions(call, request);
  }

  public AliasConfiguration createAlias(Call call, CreateAliasRequest request) {
    return aliases.create(call, request);
  }

  public AliasConfiguration getAlias(Call call, GetAliasRequest request) {
    return aliases.get(call, request);
  }

  public AliasConfiguration updateAlias(Call call, UpdateAliasRequest request) {
    return aliases.update(call, request);
  }

  public Unit deleteAlias(Call call, DeleteAliasRequest request) {
    return aliases.delete(call, request);
  }

  public ListAliasesResponse listAliases(Call call, ListAliasesRequest request) {
    return aliases.list(call, request);
  }

  public Unit tag(Call call, TagResourceRequest request) {
    return tags.tag(call, request);
  }

  public Unit untag(Call call, UntagResourceRequest request) {
    return tags.untag(call, request);
  }

  public ListTagsResponse listTags(Call call, ListTagsRequest request) {
    return tags.list(call, request);
  }

  public Concurrency putConcurrency(Call call, PutFunctionConcurrencyRequest request) {
    return reserved.put(call, request);
  }

  public GetFunctionConcurrencyResponse getConcurrency(
      Call call, GetFunctionConcurrencyRequest request) {
    return reserved.get(call, request);
  }

  public Unit deleteConcurrency(Call call, DeleteFunctionConcurrencyRequest request) {
    return reserved.delete(call, request);
  }

  public GetAccountSettingsResponse accountSettings(Call call, GetAccountSettingsRequest request) {
    return account.get(call, request);
  }

  public FunctionConfiguration updateCode(Call call, UpdateFunctionCodeRequest request) {
    return update.code(call, request);
  }

  public FunctionConfiguration updateConfiguration(
      Call call, UpdateFunctionConfigurationRequest request) {
    return update.configuration(call, request);
  }

  public DeleteFunctionResponse delete(Call call, DeleteFunctionRequest request) {
    return delete.delete(call, request);
  }

  /** Answers with the archive that a link of {@code GetFunction} names; to be kept by a guard. */
  public void download(Exchange exchange) throws IOException {
    download.answer(exchange);
  }

  public InvocationResponse invoke(Call call, InvocationRequest request) {
    return invoke.invoke(call, request);
  }
}
