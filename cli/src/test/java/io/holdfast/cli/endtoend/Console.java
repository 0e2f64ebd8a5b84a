package io.holdfast.cli.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The console in a real browser, as its reader sees and clicks it. Elements are named by CSS selectors. */
final class Console implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private final ChromeDriver browser;

    /** Debian's Chromium: its driver's version is the browser's. */
    Console(String origin) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--window-size=1280,860");
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                        .build(),
                options);
        browser.get(origin);
        script("window.sameDocument = true");
    }

    /** Whether the document of the start is still the one shown: nothing was loaded again since. */
    boolean sameDocument() {
        return Boolean.TRUE.equals(script("return window.sameDocument === true"));
    }

    /** What the browser complained of. */
    List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    Console open(String page) {
        click("nav a[href='#/" + page + "']");
        see("hf-" + page + " h1");
        return this;
    }

    WebElement see(String css) {
        return patient().until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(css)));
    }

    /** Waits until the element shows this text. */
    void see(String css, String text) {
        patient().until(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(css), text));
    }

    void seeNo(String css) {
        patient().until(ExpectedConditions.invisibilityOfElementLocated(By.cssSelector(css)));
    }

    /** Waits until so many are shown. */
    void see(String css, int count) {
        patient().until(ExpectedConditions.numberOfElementsToBe(By.cssSelector(css), count));
    }

    /** Clicks once it can be clicked; a list that is drawn anew in that moment is clicked again. */
    void click(String css) {
        patient().ignoring(StaleElementReferenceException.class).until(b -> {
            WebElement element =
                    ExpectedConditions.elementToBeClickable(By.cssSelector(css)).apply(b);
            if (element == null) {
                return null;
            }
            element.click();
            return element;
        });
    }

    void type(String css, String text) {
        WebElement field = see(css);
        field.clear();
        field.sendKeys(text);
    }

    void signIn(String token) {
        type("input[name=token]", token);
        click("form button.primary");
        see("nav");
    }

    /** Keeps what is shown as {@code target/screenshots/NAME.png}. */
    void screenshot(String name) {
        patient().until(ExpectedConditions.numberOfElementsToBe(By.cssSelector(".toast"), 0));
        keep(name);
    }

    private void keep(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return browser.getCurrentUrl();
    }

    private Object script(String text) {
        return browser.executeScript(text);
    }

    private WebDriverWait patient() {
        return new WebDriverWait(browser, Duration.ofSeconds(60), Duration.ofMillis(50)) {
            @Override
            protected RuntimeException timeoutException(String message, Throwable lastException) {
                keep("not-seen");
                return super.timeoutException(message, lastException);
            }
        };
    }

    @Override
    public void close() {
        browser.quit();
    }
}
